package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.runner.process.MarkedProcesses;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.Commands;
import dev.sluice.adapters.runner.session.Style;
import dev.sluice.adapters.runner.session.UnusableVariable;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobSession.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scripts of one attempt as processes of this machine. Used by the attempt's thread. */
final class ShellCommands implements Commands {
    private final Attempt attempt;
    private final Workspace workspace;
    private final Shell shell;
    private final MarkedProcesses processes;
    private final JobEnvironment environment;
    private final List<ShellProcess> shells = new ArrayList<>();

    /** @param own environment of Sluice itself */
    ShellCommands(Attempt attempt, Shell shell, Map<String, String> own) {
        this.attempt = attempt;
        this.workspace = attempt.workspace();
        this.shell = shell;
        this.processes = new MarkedProcesses(workspace.mark());
        this.environment = new JobEnvironment(workspace, own);
    }

    @Override
    public String workspace() {
        return workspace.path().toString();
    }

    @Override
    public String temporary() {
        return workspace.temporary().toString();
    }

    @Override
    public String exchange() {
        return workspace.exchange().toString();
    }

    @Override
    public boolean disposable() {
        return false;
    }

    @Override
    public void use(JobContainers containers) {
        // Most files name an image for their container runners; only a service that is not there will be missed.
        for (JobContainers.Service service : containers.services()) {
            attempt.log()
                    .line(Style.WARNING.paint("The service " + service.image().name()
                            + " is not started: this runner has no containers; --executor docker has"));
        }
    }

    @Override
    public Script start(ShellCommand command) throws IOException, UnusableVariable {
        Map<String, String> variables = environment.of(command);
        String script = workspace
                .mark()
                .group()
                .map(group -> Shell.inGroup(group, command.script()))
                .orElse(command.script());
        List<String> line = shell.fitsArgument(script) ? shell.command(script) : shell.command(scriptFile(script));
        ShellProcess process = ShellProcess.start(
                line, workspace.files(), variables, attempt.log().output(), attempt.stop()::wake);
        processes.leader(process.pid());
        shells.add(process);
        return new Running(process);
    }

    private Path scriptFile(String script) throws IOException {
        Path file = workspace.temporary().resolve("script-" + shells.size());
        return Files.writeString(file, script);
    }

    @Override
    public void interact(ShellCommand like) throws IOException, UnusableVariable, InterruptedException {
        Map<String, String> variables = environment.of(like);
        terminalVariables().forEach(variables::putIfAbsent);
        ProcessBuilder builder = new ProcessBuilder(shell.interactive())
                .directory(workspace.files().toFile())
                .inheritIO();
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.start().waitFor();
    }

    private static Map<String, String> terminalVariables() {
        Map<String, String> variables = new HashMap<>(Map.of("PS1", "\\w \\$ "));
        for (String name : List.of("TERM", "COLORTERM")) {
            Optional.ofNullable(System.getenv(name)).ifPresent(value -> variables.put(name, value));
        }
        return variables;
    }

    @Override
    public void end() {
        int killed = processes.killAll();
        if (killed > 0) {
            attempt.log().line(Style.NOTE.paint("Ended " + killed + " processes that the job left running"));
        } else if (killed < 0) {
            workspace.abandon();
            attempt.log()
                    .line(Style.WARNING.paint(
                            "Processes of the job are still running; they start faster than they can be ended"));
        }
        try {
            for (ShellProcess process : shells) {
                process.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A script that is one process, with its children. */
    private final class Running implements Script {
        private final ShellProcess process;

        private Running(ShellProcess process) {
            this.process = process;
        }

        @Override
        public boolean isOver() {
            return process.isOver();
        }

        @Override
        public void stop() throws InterruptedException {
            processes.signalGroups("TERM");
            process.awaitExit(attempt.settings().grace());
            processes.signalGroups("KILL");
            processes.killAll();
            process.destroy();
            process.awaitOutput();
        }

        @Override
        public void awaitOutput() throws InterruptedException {
            process.awaitOutput();
        }

        @Override
        public int exitCode() {
            return process.exitCode();
        }
    }
}
