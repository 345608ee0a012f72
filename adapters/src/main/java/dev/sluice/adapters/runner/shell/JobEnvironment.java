package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.runner.process.JobMark;
import dev.sluice.adapters.runner.session.UnusableVariable;
import dev.sluice.adapters.runner.session.VariableFiles;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.core.model.JobSession.ShellCommand;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment of a job's processes: the variables of the job, and of this process's own only what a shell needs.
 * Nothing else of the server's environment reaches a job.
 */
final class JobEnvironment {
    /** Taken over from this process where the job does not set them. */
    private static final List<String> TAKEN_OVER =
            List.of("PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "USER", "LOGNAME", "SHELL", "TZ");

    private final Workspace workspace;
    private final VariableFiles files;
    private final Map<String, String> base = new HashMap<>();

    JobEnvironment(Workspace workspace, Map<String, String> own) {
        this.workspace = workspace;
        this.files = new VariableFiles(workspace.temporary(), false);
        for (String name : TAKEN_OVER) {
            String value = own.get(name);
            if (value != null) {
                base.put(name, value);
            }
        }
        base.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        base.put("TMPDIR", workspace.temporary().toString());
    }

    /** The whole environment for a command. Values of file variables are written to files that only the owner reads. */
    Map<String, String> of(ShellCommand command) throws IOException, UnusableVariable {
        Map<String, String> environment = new HashMap<>(base);
        for (Map.Entry<String, String> variable : command.variables().entrySet()) {
            String name = variable.getKey();
            String value = command.fileVariables().contains(name)
                    ? workspace
                            .temporary()
                            .resolve(files.write(name, variable.getValue()))
                            .toString()
                    : variable.getValue();
            UnusableVariable.check(name, value);
            environment.put(name, value);
        }
        environment.put(JobMark.VARIABLE, workspace.mark().value());
        return environment;
    }
}
