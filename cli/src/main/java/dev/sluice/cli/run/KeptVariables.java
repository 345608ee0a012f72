package dev.sluice.cli.run;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.core.model.JobSession.ProjectVariable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that {@code sluice run} keeps outside of the pipeline file, as a project on the server does. Of several values for a
 * name the last file's counts, and {@code --secret} before all files.
 */
final class KeptVariables {
    static final Option<Path> VARIABLES_FILE = Option.path(
                    "--variables-file",
                    "FILE",
                    "variables kept outside of the pipeline file: NAME=value a line, or a YAML map")
            .repeated();
    static final Option<Path> SECRETS_FILE = Option.path(
                    "--secrets-file", "FILE", "the same, with all values masked in all output")
            .repeated();

    /** Says on which descriptor the launcher hands over the values of {@code --secret NAME=VALUE}. */
    private static final String HANDED_OVER = "sluice.secrets";

    /** Between two of them. */
    private static final String SEPARATOR = "\u001e";

    private KeptVariables() {}

    static List<ProjectVariable> of(Invocation invocation) throws CommandFailed, UsageError {
        Map<String, ProjectVariable> kept = new LinkedHashMap<>();
        for (Path path : invocation.arguments().all(VARIABLES_FILE)) {
            add(kept, invocation, VariablesFile.read(invocation.resolve(path), false));
        }
        for (Path path : invocation.arguments().all(SECRETS_FILE)) {
            add(kept, invocation, VariablesFile.read(invocation.resolve(path), true));
        }
        List<SecretArgument> secrets = invocation.arguments().all(RunRequest.SECRET);
        Map<String, String> handedOver = secrets.isEmpty() ? Map.of() : handedOver();
        for (SecretArgument secret : secrets) {
            String value = secret.value()
                    .or(() -> Optional.ofNullable(handedOver.get(secret.name())))
                    .or(() -> Optional.ofNullable(invocation.environment().get(secret.name())))
                    .orElseThrow(() -> new UsageError(
                            "--secret " + secret.name() + ": there is no such variable in the environment",
                            "export it, give it as " + secret.name() + "=VALUE, or use --secrets-file"));
            kept.remove(secret.name());
            kept.put(secret.name(), new ProjectVariable(secret.name(), value, true, false));
        }
        return List.copyOf(kept.values());
    }

    private static void add(Map<String, ProjectVariable> kept, Invocation invocation, VariablesFile file) {
        if (file.isOpen() && file.hasMasked()) {
            invocation
                    .err()
                    .line("sluice: warning: other accounts may read the secrets in " + file.path()
                            + "; chmod 600 keeps them to you");
        }
        for (ProjectVariable variable : file.variables()) {
            kept.remove(variable.name());
            kept.put(variable.name(), variable);
        }
    }

    /**
     * What the launcher took out of our arguments: those of a process can be read by everybody on the machine. The descriptor is read
     * once.
     */
    private static Map<String, String> handedOver() {
        String descriptor = System.getProperty(HANDED_OVER, "");
        Map<String, String> values = new LinkedHashMap<>();
        if (!descriptor.matches("\\d")) {
            return values;
        }
        System.clearProperty(HANDED_OVER);
        try {
            String text = Files.readString(Path.of("/dev/fd", descriptor), StandardCharsets.UTF_8);
            // A here-document ends with a line end of its own.
            for (String assignment :
                    text.substring(0, Math.max(0, text.length() - 1)).split(SEPARATOR)) {
                int equals = assignment.indexOf('=');
                if (equals > 0) {
                    values.put(assignment.substring(0, equals), assignment.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            // The message about the missing value says what to do.
        }
        return values;
    }
}
