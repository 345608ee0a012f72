package dev.sluice.cli.run;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Program;
import dev.sluice.dialects.gitlab.GitlabProgram;
import dev.sluice.dialects.gitlab.GitlabVariable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A digest of what the pipeline file says that a job does: the same for two runs of the same file at different times and commits,
 * another one where its script, image, files or variables were changed.
 */
final class JobDefinition {
    /** Variables that differ from run to run by themselves. */
    private static final Pattern PREDEFINED = Pattern.compile("(?:CI|GITLAB|CHAT|TRIGGER)(?:_.*)?");

    private JobDefinition() {}

    static String of(Job job) {
        byte[] text = text(job.program()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(FileNames.sha256().digest(text), 0, 16);
    }

    private static String text(Program program) {
        if (!(program instanceof GitlabProgram gitlab)) {
            // What starts another run is made of texts of the file alone, but for its variables.
            return program.getClass().getSimpleName();
        }
        List<GitlabVariable> variables = gitlab.variables().below().stream()
                .filter(variable -> !PREDEFINED.matcher(variable.name()).matches())
                .toList();
        return gitlab.scripts() + "\n" + gitlab.image() + "\n" + gitlab.services() + "\n" + gitlab.artifacts() + "\n"
                + gitlab.caches() + "\n" + gitlab.artifactsFrom() + "\n" + variables;
    }
}
