package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.cli.Command;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.containers.ContainerOptions;
import dev.sluice.cli.include.IncludeOptions;
import java.util.ArrayList;
import java.util.List;

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
                        "Of several values for a variable the first of these counts: --var, --secret, the last of "
                                + "--secrets-file and --variables-file, what earlier jobs left, the job, the file. "
                                + "A secret in a file or, by --secret NAME, in the environment is in no list of "
                                + "processes and in no history of the shell.",
                        "Exit code 0: it passed, or only manual work is left; 1: it failed; 2: the file or the "
                                + "arguments are wrong; 3: it was canceled."),
                List.of(
                        new CommandSpec.Example("sluice run", "what a push of this branch would run"),
                        new CommandSpec.Example("sluice run --job test", "the job test and what it needs"),
                        new CommandSpec.Example(
                                "sluice run --job 'test: *' --no-needs",
                                "all copies of the matrix test alone, with the artifacts of an earlier run"),
                        new CommandSpec.Example(
                                "sluice run --job deploy --job-input place=lab", "a job with a value for its input"),
                        new CommandSpec.Example("sluice run --failed", "what did not pass in the last run"),
                        new CommandSpec.Example(
                                "sluice run --dry-run --secrets-file ci.env",
                                "what would run, in which order, with which variables"),
                        new CommandSpec.Example(
                                "sluice run --shell-into test", "a shell in the job's folder when its script fails"),
                        new CommandSpec.Example("sluice run --watch --job lint", "lint, again after every change"),
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
                RunRequest.NO_NEEDS,
                RunRequest.FAILED,
                RunRequest.VAR,
                RunRequest.SECRET,
                KeptVariables.VARIABLES_FILE,
                KeptVariables.SECRETS_FILE,
                RunRequest.INPUT,
                RunRequest.JOB_INPUT,
                RunRequest.FORMAT,
                RunRequest.ARTIFACTS_TO,
                RunRequest.CONCURRENCY,
                RunRequest.DRY_RUN,
                RunRequest.SHELL_INTO,
                RunRequest.WATCH));
        options.addAll(IncludeOptions.all());
        options.addAll(ContainerOptions.all());
        return options;
    }

    @Override
    public int run(Invocation invocation) throws Exception {
        RunRequest request = RunRequest.of(invocation);
        Checkout checkout = Checkout.around(invocation);
        LocalRepository repository = checkout.needRepository();
        return request.watch()
                ? new Watch(invocation, request, checkout, repository).run()
                : new OneRun(invocation, request, checkout, repository, new Interruption()).run();
    }
}
