package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.git.WorkingTree;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.containers.ContainerOptions;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@code sluice run}: the pipeline of the repository that one stands in, on this machine. */
public final class RunCommand implements Command {

    @Override
    public String name() {
        return "run";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "run the pipeline of this repository on this machine",
                CommandSpec.Operands.none(),
                options(),
                List.of(
                        "Jobs see the files as they are here: tracked and untracked ones, uncommitted changes too, "
                                + "ignored ones not. Each job works in a copy of its own.",
                        "Exit code 0: it passed, or only manual work is left; 1: it failed; 2: the file or the "
                                + "arguments are wrong; 3: it was canceled."),
                List.of(
                        new CommandSpec.Example("sluice run", "what a push of this branch would run"),
                        new CommandSpec.Example("sluice run --job test", "the job test and what it needs"),
                        new CommandSpec.Example(
                                "sluice run --executor docker",
                                "each job in a container of its image, with its services"),
                        new CommandSpec.Example(
                                "sluice run --event tag --secret TOKEN=\"$TOKEN\"",
                                "what a push of the tag at HEAD would run, with a secret")));
    }

    private static List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(
                Checkout.FILE,
                RunRequest.EVENT,
                RunRequest.JOB,
                RunRequest.VAR,
                RunRequest.SECRET,
                RunRequest.INPUT,
                RunRequest.FORMAT,
                RunRequest.ARTIFACTS_TO,
                RunRequest.CONCURRENCY));
        options.addAll(ContainerOptions.all());
        return options;
    }

    @Override
    public int run(Invocation invocation) throws Exception {
        RunRequest request = RunRequest.of(invocation.arguments(), invocation.directory());
        Checkout checkout = Checkout.around(invocation.directory());
        PipelineFile file = checkout.file(invocation);
        LocalRepository repository = checkout.needRepository();
        WorkingTree tree = repository.tree(request.event());
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        Trigger trigger = trigger(repository, request);
        Planned planned =
                switch (file.read()) {
                    case Parsed.Invalid<String> invalid -> new Planned.Refused(invalid.problems());
                    case Parsed.Valid<String> text ->
                        GitlabDialect.plan(file.name(), text.value(), tree, trigger, request.kept(), request.inputs());
                };
        return switch (planned) {
            case Planned.Refused refused -> {
                problems.print(refused.problems());
                yield Exit.INVALID;
            }
            case Planned.NothingToRun nothing -> {
                problems.print(nothing.warnings());
                yield nothingToRun(invocation, request, nothing.reason());
            }
            case Planned.Ready ready -> {
                problems.print(ready.warnings());
                yield run(
                        invocation,
                        request,
                        repository,
                        tree,
                        trigger,
                        selected(ready.pipeline(), request, () -> checkout.jobsOf(file, tree)));
            }
        };
    }

    private static Trigger trigger(LocalRepository repository, RunRequest request) throws CommandFailed {
        try {
            return repository.trigger(request.event(), request.variables());
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, String.valueOf(e.getMessage()), "");
        }
    }

    private static Pipeline selected(Pipeline pipeline, RunRequest request, Supplier<List<String>> file)
            throws UsageError {
        return request.jobs().isEmpty() ? pipeline : JobSelection.of(pipeline, request.jobs(), file);
    }

    private static int nothingToRun(Invocation invocation, RunRequest request, String reason) {
        if (request.ndjson()) {
            new NdjsonReporter(invocation.out()).skipped(reason);
        }
        invocation.err().line("sluice: no pipeline: " + reason);
        return Exit.OK;
    }

    private static int run(
            Invocation invocation,
            RunRequest request,
            LocalRepository repository,
            WorkingTree tree,
            Trigger trigger,
            Pipeline pipeline)
            throws CommandFailed, InterruptedException {
        RunReporter reporter = request.ndjson()
                ? new NdjsonReporter(invocation.out())
                : new TextReporter(invocation.out(), invocation.environment(), InstantSource.system());
        RunFolder folder = RunFolder.open(repository.root());
        try (LocalRun run = LocalRun.open(folder, invocation.environment(), request, repository, tree, reporter)) {
            RunStatus status = run.run(trigger, pipeline);
            run.leaveArtifacts();
            return exitCode(status);
        } catch (IOException e) {
            throw RunFolder.cannotWrite(folder.root(), e);
        } catch (UncheckedIOException e) {
            throw RunFolder.cannotWrite(folder.root(), e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    private static int exitCode(RunStatus status) {
        return switch (status) {
            case SUCCESS, BLOCKED -> Exit.OK;
            case FAILED -> Exit.FAILED;
            case CANCELED -> Exit.CANCELED;
            case CREATED, RUNNING -> throw new IllegalStateException("the run ended in status " + status);
        };
    }
}
