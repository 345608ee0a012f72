package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobStopped;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files into which steps write outputs and exports, a line of JSON each (docs.gitlab.com, "CI/CD functions", Return an output). */
final class StepFiles {
    private static final int BYTES_MAX = 1 << 20;

    private final JobSession session;
    private Optional<String> folder = Optional.empty();
    private int made;

    StepFiles(JobSession session) {
        this.session = session;
    }

    /**
     * The files of one step.
     *
     * @param output name of the file for outputs
     * @param export name of the file for variables
     * @param paths both as expressions know them
     */
    record Pair(String output, String export, Map<String, String> paths) {}

    Pair next() throws JobStopped {
        if (folder.isEmpty()) {
            folder = Optional.of(session.exchange());
        }
        made++;
        String output = "output-" + made;
        String export = "export-" + made;
        String where = folder.get() + "/";
        return new Pair(output, export, Map.of("output_file", where + output, "export_file", where + export));
    }

    /** What a file holds by name, the last of a name; nothing where the step wrote none. */
    Map<String, ConfigValue> read(String name) throws JobStopped, StepMistake {
        Optional<byte[]> content = session.readExchanged(name, BYTES_MAX + 1);
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        if (content.isEmpty()) {
            return values;
        }
        if (content.get().length > BYTES_MAX) {
            throw new StepMistake("what it writes as outputs or exports has more than " + BYTES_MAX + " bytes");
        }
        String text = new String(content.get(), StandardCharsets.UTF_8);
        for (String line : text.lines().filter(one -> !one.isBlank()).toList()) {
            if (!(JsonReader.read(line).orElse(Text.unplaced("")) instanceof Hash hash
                    && hash.get("name") instanceof Text key
                    && hash.fields().containsKey("value"))) {
                throw new StepMistake(
                        "it wrote a line that is not {\"name\": ..., \"value\": ...}: " + Keywords.shown(line.strip()));
            }
            values.put(key.text(), hash.get("value"));
        }
        return values;
    }
}
