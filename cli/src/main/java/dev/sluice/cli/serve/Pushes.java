package dev.sluice.cli.serve;

import dev.sluice.adapters.git.RepositoryUpkeep;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Caller;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.PushSynchronizer;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.server.git.PushListener;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a push sets off: its runs, an entry in the audit record, lines for the pusher's terminal. */
final class Pushes implements PushListener {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final int LINES_MAX = 25;

    private final PushSynchronizer synchronizer;
    private final CatchUp catchUp;
    private final AuditTrail audit;
    private final RepositoryUpkeep upkeep;
    private final ProtectedRefRules protectedRefs;

    Pushes(
            PushSynchronizer synchronizer,
            CatchUp catchUp,
            AuditTrail audit,
            RepositoryUpkeep upkeep,
            ProtectedRefRules protectedRefs) {
        this.protectedRefs = protectedRefs;
        this.synchronizer = synchronizer;
        this.catchUp = catchUp;
        this.audit = audit;
        this.upkeep = upkeep;
    }

    @Override
    public List<String> refusals(Project project, Caller caller, List<String> refs) {
        return refs.stream()
                .flatMap(ref -> GitRef.parse(ref).stream())
                .flatMap(ref -> protectedRefs.pushProblem(caller, project, ref).stream())
                .toList();
    }

    @Override
    public List<String> received(Project project, Caller caller, List<String> options) {
        upkeep.pushed(project.id());
        boolean skip = options.contains("ci.skip");
        PushSynchronizer.Outcome outcome;
        try {
            outcome = synchronizer.synchronize(project, actor(caller), skip);
        } catch (RuntimeException e) {
            // The pusher is told that its run comes by itself later.
            catchUp.again(project, actor(caller), skip);
            throw e;
        }
        List<String> lines = new ArrayList<>();
        String page = synchronizer.info(project).url();
        for (StoredRun run : outcome.runs()) {
            String state = run.state().status() == RunStatus.FAILED ? " cannot start, its file has mistakes" : "";
            lines.add("Run " + run.id().number() + " of " + run.trigger().ref().name() + state + ": " + page + "/runs/"
                    + run.id().number());
        }
        lines.addAll(outcome.notes());
        String href = "/p/" + project.path();
        audit.record(new AuditTrail.Deed(
                caller.login(),
                "repository.pushed",
                project.path(),
                "project " + project.path(),
                outcome.runs().size() + (outcome.runs().size() == 1 ? " run" : " runs"),
                href,
                caller.address()));
        return cut(lines);
    }

    /** The last line may tell of a limit: it stays. */
    private static List<String> cut(List<String> lines) {
        int left = lines.size() - LINES_MAX;
        if (left <= 0) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, LINES_MAX - 1));
        shown.add("... and " + left + " lines more");
        shown.add(lines.getLast());
        return shown;
    }

    @Override
    public List<String> deleting(Project project, Caller caller) {
        try {
            int runs = synchronizer
                    .synchronize(project, new Actor("system", "Sluice", ""), false)
                    .runs()
                    .size();
            if (runs > 0) {
                LOG.info("project={} runs={} made before refs are deleted", project.path(), runs);
            }
            return List.of();
        } catch (RuntimeException e) {
            // It is no reason to keep what somebody wants deleted, which may be the cause.
            LOG.error("project={} its refs could not be looked at before some are deleted", project.path(), e);
            return List.of(unseen(project, caller));
        }
    }

    private String unseen(Project project, Caller caller) {
        String why = "what was pushed just before to a branch that is deleted now may have got no run:"
                + " the refs could not be looked at";
        try {
            audit.record(new AuditTrail.Deed(
                    caller.login(),
                    "repository.unseen",
                    project.path(),
                    "project " + project.path(),
                    why,
                    "/p/" + project.path(),
                    caller.address()));
        } catch (RuntimeException e) {
            LOG.error("project={} that could not be put into the audit record", project.path(), e);
        }
        return "Sluice: " + why;
    }

    @Override
    public String made(Project project) {
        return "Project " + project.path() + " made: "
                + synchronizer.info(project).url();
    }

    private static Actor actor(Caller caller) {
        return caller.who().map(Pushes::actor).orElseGet(() -> new Actor("system", "Sluice", ""));
    }

    static Actor actor(Account account) {
        return account.actor();
    }
}
