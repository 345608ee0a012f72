package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.include.IncludeOptions;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.Explained;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.GitlabFile;
import dev.sluice.dialects.gitlab.KeptVariables;
import dev.sluice.dialects.gitlab.Planned;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code sluice list}: the jobs of the pipeline file. */
public final class ListCommand implements Command {
    private static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "json");

    private static final Option<String> WHY =
            Option.flag("--why", "say of each job why it takes part in the pipeline of an event, or does not");
    /** What the pipeline would be for: only its reasons depend on that. */
    private static final List<Option<?>> OF_WHY = List.of(RunRequest.EVENT, RunRequest.VAR, RunRequest.INPUT);

    @Override
    public String name() {
        return "list";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "list the jobs of the pipeline file, copies of a matrix one by one",
                CommandSpec.Operands.none(),
                options(),
                List.of(
                        "All jobs of the file are listed, whatever their rules say to an event.",
                        "With --why each line says how the job would start, or \"out\"; below it are the rules that"
                                + " were asked, + before the one that holds, and what the variables in them had."),
                List.of(
                        new CommandSpec.Example("sluice list", "the jobs, their stages and what they need"),
                        new CommandSpec.Example(
                                "sluice list --why --event tag", "what a push of the tag at HEAD would run"),
                        new CommandSpec.Example("sluice list --format json", "the same for programs")));
    }

    private static List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(Checkout.FILE, FORMAT, WHY));
        options.addAll(OF_WHY);
        options.addAll(IncludeOptions.all());
        return options;
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed, UsageError, IOException {
        Checkout checkout = Checkout.around(invocation);
        PipelineFile file = checkout.file(invocation);
        if (invocation.arguments().one(WHY).isPresent()) {
            return why(invocation, checkout, file);
        }
        for (Option<?> option : OF_WHY) {
            if (!invocation.arguments().all(option).isEmpty()) {
                throw new UsageError(option.name() + " needs --why", "");
            }
        }
        SourceTree tree = checkout.tree(Trigger.Event.PUSH);
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        switch (checkout.check(file, tree)) {
            case Parsed.Invalid<GitlabFile> invalid -> {
                problems.print(invalid.problems());
                return Exit.INVALID;
            }
            case Parsed.Valid<GitlabFile> valid -> {
                problems.print(valid.warnings());
                boolean json = invocation.arguments().one(FORMAT).orElse("text").equals("json");
                invocation.out().write(json ? json(valid.value()) : text(valid.value(), invocation.out()));
                return Exit.OK;
            }
        }
    }

    private static int why(Invocation invocation, Checkout checkout, PipelineFile file)
            throws CommandFailed, IOException {
        Arguments arguments = invocation.arguments();
        Trigger.Event event = arguments.one(RunRequest.EVENT).orElse(Trigger.Event.PUSH);
        LocalRepository repository = checkout.needRepository();
        SourceTree tree = checkout.tree(event);
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        String text;
        switch (file.read()) {
            case Parsed.Invalid<String>(var mistakes) -> {
                problems.print(mistakes);
                return Exit.INVALID;
            }
            case Parsed.Valid<String>(String found, var _) -> text = found;
        }
        Explained explained = GitlabDialect.explain(
                file.name(),
                text,
                tree,
                trigger(repository, event, RunRequest.map(arguments.all(RunRequest.VAR))),
                KeptVariables.everywhere(List.of()),
                RunRequest.map(arguments.all(RunRequest.INPUT)));
        if (explained.planned() instanceof Planned.Refused(var mistakes)) {
            problems.print(mistakes);
            return Exit.INVALID;
        }
        boolean json = arguments.one(FORMAT).orElse("text").equals("json");
        invocation.out().write(json ? WhyText.json(explained) : WhyText.text(explained, invocation.out()));
        return Exit.OK;
    }

    private static Trigger trigger(LocalRepository repository, Trigger.Event event, Map<String, String> variables)
            throws CommandFailed {
        try {
            return repository.trigger(event, variables);
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, String.valueOf(e.getMessage()), "");
        }
    }

    private static String text(GitlabFile file, Terminal out) {
        int stages = "STAGE".length();
        int names = "JOB".length();
        for (GitlabFile.ListedJob job : file.jobs()) {
            stages = Math.max(stages, Columns.of(SafeText.name(job.stage())));
            names = Math.max(names, Columns.of(SafeText.name(job.name())));
        }
        StringBuilder text = new StringBuilder();
        String head = Columns.pad("STAGE", stages) + "  " + Columns.pad("JOB", names) + "  WHEN        NEEDS";
        text.append(out.paint(Color.BOLD, head)).append('\n');
        for (GitlabFile.ListedJob job : file.jobs()) {
            text.append(Columns.pad(SafeText.name(job.stage()), stages)).append("  ");
            String name = Columns.pad(SafeText.name(job.name()), names);
            text.append(out.paint(Color.ofName(job.name()), name)).append("  ");
            String needs = SafeText.name(String.join(", ", job.needs()));
            text.append(needs.isEmpty() ? job.when() : Columns.pad(job.when(), 12) + needs)
                    .append('\n');
        }
        return text.toString();
    }

    private static String json(GitlabFile file) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("stages");
            array(json, file.stages());
            json.name("jobs").beginArray();
            for (GitlabFile.ListedJob job : file.jobs()) {
                json.beginObject().name("name").value(job.name());
                json.name("stage").value(job.stage());
                json.name("when").value(job.when());
                json.name("allowFailure").value(job.allowFailure());
                json.name("needs");
                array(json, job.needs());
                json.endObject();
            }
            json.endArray().endObject();
        }
        return text.append('\n').toString();
    }

    private static void array(JsonWriter json, List<String> texts) throws IOException {
        json.beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }
}
