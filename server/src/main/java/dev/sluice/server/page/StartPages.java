package dev.sluice.server.page;

import dev.sluice.app.access.Account;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.StartForm;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.StartView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starting a pipeline by hand: of which branch or tag, with which variables. */
final class StartPages {
    /** Fields of the form that are variables of the file begin so. */
    private static final String VARIABLE = "variable.";

    private final PageSources sources;

    StartPages(PageSources sources) {
        this.sources = sources;
    }

    Response form(Visit visit) {
        String ref = visit.request()
                .query("ref")
                .filter(text -> !text.isBlank())
                .orElse(visit.request().project().defaultBranch());
        return page(visit, 200, ref, Map.of(), "", "");
    }

    Response start(Visit visit) throws IOException {
        Project project = visit.request().project();
        Map<String, String> form = visit.request().form();
        String ref = form.getOrDefault("ref", project.defaultBranch());
        String others = form.getOrDefault("others", "");
        Map<String, String> variables = new LinkedHashMap<>();
        form.forEach((name, value) -> {
            if (name.startsWith(VARIABLE)) {
                variables.put(name.substring(VARIABLE.length()), value);
            }
        });
        Map<String, String> chosen = Map.copyOf(variables);
        for (String line : others.lines().filter(text -> !text.isBlank()).toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                return page(visit, 409, ref, chosen, others, visit.text("start.badLine", "line", line.strip()));
            }
            variables.put(line.substring(0, equals).strip(), line.substring(equals + 1));
        }
        Account account = visit.request().caller().who().orElseThrow();
        return switch (sources.commands()
                .start(
                        project.id(),
                        new RunCommands.Wish(ref, variables),
                        visit.request().caller())) {
            case RunCommands.Started.Made made -> {
                String href = Urls.run(project.path(), made.run());
                sources.audit()
                        .record(new AuditTrail.Deed(
                                account.login(),
                                "run.started",
                                project.path(),
                                "run " + made.run().number() + " of " + ref,
                                String.join(", ", variables.keySet()),
                                href,
                                visit.request().caller().address()));
                yield Response.seeOther(href);
            }
            case RunCommands.Started.NoFile _ -> page(visit, 409, ref, chosen, others, "");
            case RunCommands.Started.Refused refused ->
                page(visit, 409, ref, chosen, others, visit.said(refused.why()));
        };
    }

    /** Whose rights decide which other projects' files are read. */
    static Trigger.Actor actor(Visit visit) {
        return visit.request().caller().who().map(Account::actor).orElseGet(() -> new Trigger.Actor("", "", ""));
    }

    private Response page(
            Visit visit, int status, String ref, Map<String, String> chosen, String others, String problem) {
        Project project = visit.request().project();
        StartForm form = sources.commands().form(project.id(), ref, actor(visit));
        String path = project.path();
        StartView view = new StartView(
                Urls.project(path),
                Urls.project(path) + "/runs",
                Urls.start(path, ""),
                ref,
                form.found(),
                form.hasFile(),
                form.branches(),
                form.tags(),
                form.variables().stream()
                        .map(one -> new StartView.Field(
                                one.name(),
                                VARIABLE + one.name(),
                                one.description(),
                                chosen.getOrDefault(one.name(), one.value()),
                                one.options()))
                        .toList(),
                others,
                problem);
        Frame frame = visit.frame(
                visit.text("start.title") + " · " + path,
                Frame.Section.PROJECTS,
                Optional.empty(),
                visit.crumbs(path),
                List.of(LiveTopics.project(project.id())));
        return visit.page(status, "page/start.jte", frame, view);
    }
}
