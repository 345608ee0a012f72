package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabFile;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/** {@code sluice validate}: every mistake of the pipeline file with its place. */
public final class ValidateCommand implements Command {
    private static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "json");

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "check the pipeline file and name every mistake with its place",
                CommandSpec.Operands.none(),
                List.of(Checkout.FILE, FORMAT),
                List.of("Exit code 0: the file can be used; 2: it cannot."),
                List.of(
                        new CommandSpec.Example("sluice validate", "checks the file of this repository"),
                        new CommandSpec.Example("sluice validate --file ci/nightly.yml", "checks another file")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed, IOException {
        Checkout checkout = Checkout.around(invocation.directory());
        PipelineFile file = checkout.file(invocation);
        SourceTree tree = checkout.tree(Trigger.Event.PUSH);
        boolean json = invocation.arguments().one(FORMAT).orElse("text").equals("json");
        ProblemPrinter problems = new ProblemPrinter(invocation.err(), tree);
        switch (checkout.check(file, tree)) {
            case Parsed.Invalid<GitlabFile> invalid -> {
                problems.print(invalid.problems());
                if (json) {
                    invocation.out().line(json(file, false, 0, invalid.problems()));
                }
                return Exit.INVALID;
            }
            case Parsed.Valid<GitlabFile> valid -> {
                int jobs = valid.value().jobs().size();
                problems.print(valid.warnings());
                invocation
                        .out()
                        .line(
                                json
                                        ? json(file, true, jobs, valid.warnings())
                                        : file.name() + ": valid, " + (jobs == 1 ? "1 job" : jobs + " jobs"));
                return Exit.OK;
            }
        }
    }

    private static String json(PipelineFile file, boolean valid, int jobs, List<Problem> problems) throws IOException {
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
            json.endArray().endObject();
        }
        return text.toString();
    }
}
