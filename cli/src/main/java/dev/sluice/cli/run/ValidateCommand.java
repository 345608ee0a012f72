package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.include.IncludeOptions;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.delivery.DeliveryDialect;
import dev.sluice.dialects.gitlab.GitlabFile;
import dev.sluice.dialects.gitlab.MergedFile;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code sluice validate}: every mistake of the pipeline file with its place. */
public final class ValidateCommand implements Command {
    private static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "json");

    private static final Option<String> MERGED = Option.flag(
            "--merged", "print the file with its includes, extends and references put in, each key with its place");

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "check the pipeline file and sluice.yml, name every mistake with its place",
                CommandSpec.Operands.none(),
                options(),
                List.of("Exit code 0: the file can be used; 2: it cannot."),
                List.of(
                        new CommandSpec.Example("sluice validate", "checks the file of this repository"),
                        new CommandSpec.Example("sluice validate --merged", "shows what all files together say"),
                        new CommandSpec.Example("sluice validate --file ci/nightly.yml", "checks another file")));
    }

    private static List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(Checkout.FILE, FORMAT, MERGED));
        options.addAll(IncludeOptions.all());
        return options;
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed, IOException {
        Checkout checkout = Checkout.around(invocation);
        PipelineFile file = checkout.file(invocation);
        SourceTree tree = checkout.tree(Trigger.Event.PUSH);
        boolean json = invocation.arguments().one(FORMAT).orElse("text").equals("json");
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        List<Problem> all = new ArrayList<>();
        int jobs = 0;
        Optional<MergedFile> merged = Optional.empty();
        switch (checkout.check(file, tree)) {
            case Parsed.Invalid<GitlabFile>(var mistakes) -> all.addAll(mistakes);
            case Parsed.Valid<GitlabFile>(var value, var warnings) -> {
                jobs = value.jobs().size();
                merged = Optional.of(value.merged())
                        .filter(_ -> invocation.arguments().one(MERGED).isPresent());
                all.addAll(warnings);
            }
        }
        all.addAll(deliveryProblems(tree));
        problems.print(all);
        boolean valid = all.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        if (json) {
            invocation.out().line(json(file, valid, valid ? jobs : 0, all, merged));
        } else if (valid && merged.isPresent()) {
            invocation.out().write(merged.get().text());
        } else if (valid) {
            invocation.out().line(file.name() + ": valid, " + (jobs == 1 ? "1 job" : jobs + " jobs"));
            if (tree.read(DeliveryDialect.FILE).isPresent()) {
                invocation.out().line(DeliveryDialect.FILE + ": valid");
            }
        }
        return valid ? Exit.OK : Exit.INVALID;
    }

    /** What is wrong with the file that says how a commit gets to production, if there is one. */
    private static List<Problem> deliveryProblems(SourceTree tree) {
        Optional<String> text = tree.read(DeliveryDialect.FILE);
        if (text.isEmpty()) {
            return List.of();
        }
        return switch (DeliveryDialect.read(DeliveryDialect.FILE, text.get())) {
            case Parsed.Invalid<DeliveryConfig>(var mistakes) -> mistakes;
            case Parsed.Valid<DeliveryConfig>(var _, var warnings) -> warnings;
        };
    }

    private static String json(
            PipelineFile file, boolean valid, int jobs, List<Problem> problems, Optional<MergedFile> merged)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("valid").value(valid);
            json.name("file").value(file.name());
            json.name("dialect").value("gitlab");
            json.name("jobs").value(jobs);
            json.name("problems").beginArray();
            for (Problem problem : problems) {
                json.beginObject();
                json.name("file").value(problem.at().file());
                json.name("line").value(problem.at().line());
                json.name("column").value(problem.at().column());
                json.name("severity").value(problem.severity().name().toLowerCase(Locale.ROOT));
                json.name("code").value(problem.code());
                json.name("message").value(problem.message());
                json.name("hint").value(problem.hint());
                json.endObject();
            }
            json.endArray();
            if (valid && merged.isPresent()) {
                json.name("merged").value(merged.get().text());
            }
            json.endObject();
        }
        return text.toString();
    }
}
