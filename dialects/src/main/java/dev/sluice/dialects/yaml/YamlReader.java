package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML into {@link YamlNode}s. The parser's event stream is bounded by {@link YamlLimits}; nothing is ever
 * instantiated by tag. Thread-safe: every reading stands for itself.
 *
 * <p>Codes of the problems: {@code yaml/syntax}, {@code yaml/encoding}, {@code yaml/limit}, {@code yaml/tag},
 * {@code yaml/alias}.
 */
public final class YamlReader {
    private final YamlLimits limits;
    private final Set<String> tags;

    /** @param tags local tags that the dialect understands, e.g. {@code !reference}; all others are problems */
    public YamlReader(YamlLimits limits, Set<String> tags) {
        this.limits = limits;
        this.tags = Set.copyOf(tags);
    }

    /** Decodes the bytes as strict UTF-8 and reads at most {@code documentsMax} documents of them. */
    public Parsed<List<YamlNode>> read(String file, byte[] bytes, int documentsMax) {
        if (bytes.length > limits.bytesMax()) {
            return new Parsed.Invalid<>(List.of(tooLarge(file, bytes.length)));
        }
        return switch (Utf8.decode(file, bytes)) {
            case Parsed.Valid<String>(String text, var _) -> read(file, text, documentsMax);
            case Parsed.Invalid<String>(List<Problem> problems) -> new Parsed.Invalid<>(problems);
        };
    }

    /**
     * Reads at most {@code documentsMax} documents; what follows them is not looked at.
     *
     * @return the documents, none for an empty text
     */
    public Parsed<List<YamlNode>> read(String file, String text, int documentsMax) {
        long bytes = text.length() > limits.bytesMax() ? text.length() : utf8Length(text);
        if (bytes > limits.bytesMax()) {
            return new Parsed.Invalid<>(List.of(tooLarge(file, bytes)));
        }
        List<Problem> problems = new ArrayList<>();
        List<YamlNode> documents = new ArrayList<>();
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(limits.bytesMax() + 1)
                    .build();
            ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
            while (documents.size() < documentsMax && events.hasNext()) {
                if (events.next().getEventId() == Event.ID.DocumentStart) {
                    documents.add(new DocumentBuilder(file, events, limits, tags, problems).document());
                }
            }
        } catch (DocumentBuilder.Refused refused) {
            problems.add(refused.problem());
        } catch (YamlEngineException e) {
            problems.add(SyntaxProblems.of(file, text, e));
        }
        return problems.isEmpty() ? new Parsed.Valid<>(documents, List.of()) : new Parsed.Invalid<>(problems);
    }

    private Problem tooLarge(String file, long bytes) {
        return Problem.error(
                Position.startOf(file),
                "yaml/limit",
                "the file has " + bytes + " bytes, the limit is " + limits.bytesMax());
    }

    private static long utf8Length(String text) {
        // Only a text near the limit is worth encoding: a UTF-16 unit takes three bytes at most.
        return text.length() < 600_000 ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
