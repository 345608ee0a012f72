package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.git.WorkingTree;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.UsageError;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Plans the pipeline of the files as they are now and runs it, once. */
final class OneRun {
    private final Invocation invocation;
    private final RunRequest request;
    private final Checkout checkout;
    private final LocalRepository repository;
    private final Interruption interruption;

    OneRun(
            Invocation invocation,
            RunRequest request,
            Checkout checkout,
            LocalRepository repository,
            Interruption interruption) {
        this.invocation = invocation;
        this.request = request;
        this.checkout = checkout;
        this.repository = repository;
        this.interruption = interruption;
    }

    /** The exit code. */
    int run() throws CommandFailed, UsageError, InterruptedException {
        EarlierRuns earlier = RunFolder.earlier(repository.root());
        Optional<RunRecord> last = request.selection().failed() ? Optional.of(last(earlier)) : Optional.empty();
        Trigger.Event event =
                request.event().or(() -> last.map(RunRecord::event)).orElse(Trigger.Event.PUSH);
        PipelineFile file = checkout.file(invocation);
        WorkingTree tree = repository.tree(event);
        SourceTree sight = checkout.sight(tree);
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        Trigger trigger = trigger(event);
        Planned planned =
                switch (file.read()) {
                    case Parsed.Invalid<String> invalid -> new Planned.Refused(invalid.problems());
                    case Parsed.Valid<String> text ->
                        GitlabDialect.plan(
                                file.name(), text.value(), sight, trigger, request.keptForRules(), request.inputs());
                };
        return switch (planned) {
            case Planned.Refused refused -> {
                problems.print(refused.problems());
                yield Exit.INVALID;
            }
            case Planned.NothingToRun nothing -> {
                problems.print(nothing.warnings());
                yield nothingToRun(nothing.reason());
            }
            case Planned.Ready ready -> {
                problems.print(ready.warnings());
                Chosen chosen = chosen(ready.pipeline(), earlier, last, () -> checkout.jobsOf(file, sight));
                if (!request.dryRun() && !StartQuestion.isAnswered(invocation, ready.pipeline(), chosen.named())) {
                    throw new CommandFailed(Exit.CANCELED, "nothing was started", "");
                }
                yield run(tree, trigger, chosen, last);
            }
        };
    }

    private Trigger trigger(Trigger.Event event) throws CommandFailed {
        try {
            return repository.trigger(event, request.variables());
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, String.valueOf(e.getMessage()), "");
        }
    }

    private static RunRecord last(EarlierRuns earlier) throws CommandFailed {
        return earlier.last()
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "there is no earlier run here to take over from", "sluice run runs all jobs"));
    }

    private Chosen chosen(Pipeline pipeline, EarlierRuns earlier, Optional<RunRecord> last, Supplier<List<String>> file)
            throws UsageError, CommandFailed {
        List<String> jobs = request.selection().jobs();
        if (last.isPresent()) {
            return Chosen.failedOf(last.get(), pipeline);
        }
        if (jobs.isEmpty()) {
            return Chosen.all(pipeline);
        }
        Chosen chosen = request.selection().alone()
                ? Chosen.alone(pipeline, jobs, file, earlier)
                : Chosen.withNeeds(pipeline, jobs, file);
        return chosen.choosing(request.selection().inputs());
    }

    private int nothingToRun(String reason) {
        if (request.ndjson()) {
            new NdjsonReporter(invocation.out(), Map.of()).skipped(reason);
        }
        invocation.err().line("sluice: no pipeline: " + reason);
        return Exit.OK;
    }

    private int run(WorkingTree tree, Trigger trigger, Chosen chosen, Optional<RunRecord> last)
            throws CommandFailed, UsageError, InterruptedException {
        if (last.isPresent() && last.get().jobs().stream().noneMatch(RunRecord.Entry::failed)) {
            return nothingToRun("nothing failed in the last run (" + last.get().number() + ")");
        }
        chosen.notes().forEach(note -> invocation.err().line("sluice: " + note));
        if (!request.shellInto().isEmpty()) {
            JobSelection.matching(chosen.pipeline(), request.shellInto(), List::of);
        }
        if (request.dryRun()) {
            DryRun.show(request, chosen, invocation.out());
            return Exit.OK;
        }
        return start(tree, trigger, chosen);
    }

    private int start(WorkingTree tree, Trigger trigger, Chosen chosen) throws CommandFailed, InterruptedException {
        RunFolder folder = RunFolder.open(repository.root());
        try (LocalRun run = LocalRun.open(
                folder,
                invocation.environment(),
                request,
                repository,
                tree,
                checkout.sight(tree),
                reporter(chosen),
                interruption)) {
            RunStatus status = run.run(trigger, chosen);
            run.showReports();
            run.leaveArtifacts();
            return exitCode(status);
        } catch (IOException e) {
            throw RunFolder.cannotWrite(folder.root(), e);
        } catch (UncheckedIOException e) {
            throw RunFolder.cannotWrite(folder.root(), e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    private RunReporter reporter(Chosen chosen) {
        Map<String, Long> taken = new LinkedHashMap<>();
        chosen.taken().forEach((name, one) -> taken.put(name, one.run()));
        return request.ndjson()
                ? new NdjsonReporter(invocation.out(), taken)
                : new TextReporter(invocation.out(), invocation.environment(), InstantSource.system(), taken);
    }

    private static int exitCode(RunStatus status) {
        return switch (status) {
            case SUCCESS, BLOCKED, SKIPPED -> Exit.OK;
            case FAILED -> Exit.FAILED;
            case CANCELED -> Exit.CANCELED;
            case CREATED, RUNNING -> throw new IllegalStateException("the run ended in status " + status);
        };
    }
}
