package dev.sluice.app.project;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes and finds projects. What a caller may not read does not exist for him. Safe for many threads. */
public final class Projects {
    private static final long NOT_YET = 0;

    private final ProjectStore store;
    private final RepositoryHost repositories;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;

    public Projects(
            ProjectStore store, RepositoryHost repositories, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.repositories = repositories;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of making a project. */
    public sealed interface Result {
        record Made(Project project) implements Result {}

        /** Not made, and why, in words for the caller. */
        record Refused(String why) implements Result {}
    }

    /** Makes a project with an empty repository. Needs {@link Permission#CREATE_PROJECT}. */
    public Result create(Caller caller, String path, String defaultBranch) {
        access.require(caller, Permission.CREATE_PROJECT);
        Result result = create(path, defaultBranch);
        if (result instanceof Result.Made(Project project)) {
            audit.record(new AuditTrail.Deed(
                    caller.login(),
                    "project.made",
                    project.path(),
                    "project " + project.path(),
                    "",
                    "/p/" + project.path(),
                    caller.address()));
        }
        return result;
    }

    /** Makes a project on behalf of the server itself (first start, demo). */
    public Result create(String path, String defaultBranch) {
        String lower = path.toLowerCase(Locale.ROOT);
        Optional<String> problem = ProjectPath.problem(lower).or(() -> BranchName.problem(defaultBranch));
        if (problem.isPresent()) {
            return new Result.Refused(problem.get());
        }
        Optional<Project> made = store.create(lower, defaultBranch, clock.instant());
        if (made.isEmpty()) {
            return new Result.Refused("there is a project " + lower + " already");
        }
        repositories.create(made.get());
        return new Result.Made(made.get());
    }

    /**
     * Why a push of this caller cannot make the project of that path, in words for him; empty where it can. Only who may
     * make projects learns more than that there is none.
     */
    public Optional<String> pushProblem(Caller caller, String path) {
        // A project that is not there yet has no number; administrators, who alone may make one, have every role in it.
        if (!access.allows(caller, Permission.CREATE_PROJECT) || !access.allows(caller, Permission.PUSH, NOT_YET)) {
            return Optional.of("there is no such project, or you may not see it");
        }
        Optional<String> problem = ProjectPath.problem(path);
        if (problem.isEmpty() && store.byPath(path).isPresent()) {
            return Optional.of("there is no such project, or you may not see it");
        }
        return problem.map(why -> "there is no such project, and the push cannot make it: " + why);
    }

    /** The project of that path, if the caller may read it. */
    public Optional<Project> find(Caller caller, String path) {
        return store.byPath(path).filter(project -> access.allows(caller, Permission.READ, project.id()));
    }

    /** The project of that number, if the caller may read it. */
    public Optional<Project> find(Caller caller, long id) {
        return store.byId(id).filter(project -> access.allows(caller, Permission.READ, project.id()));
    }

    /** The projects that the caller may read, by path. */
    public List<Project> list(Caller caller) {
        return store.list().stream()
                .filter(project -> access.allows(caller, Permission.READ, project.id()))
                .toList();
    }
}
