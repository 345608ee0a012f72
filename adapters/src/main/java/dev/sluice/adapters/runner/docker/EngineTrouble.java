package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Objects;

/** The engine refused something, or does not answer; the message is in people's words. */
public final class EngineTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    EngineTrouble(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the engine said, without the wrapping of the protocol. */
    static String words(Throwable e) {
        String text = Objects.requireNonNullElse(e.getMessage(), e.toString());
        int brace = text.indexOf('{');
        if (e instanceof DockerException && brace >= 0) {
            try {
                if (JsonParser.parseString(text.substring(brace)) instanceof JsonObject answer
                        && answer.has("message")) {
                    return answer.get("message").getAsString();
                }
            } catch (JsonParseException notJson) {
                // The text as it is, then.
            }
        }
        return text.strip();
    }
}
