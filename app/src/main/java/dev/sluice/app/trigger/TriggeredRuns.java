package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Secret;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.TriggerTokenStore.TokenInfo;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts runs for whoever shows a trigger token. Safe for many threads. */
public final class TriggeredRuns {
    private static final int RUNS_PER_MINUTE = 60;
    private static final int WRONG_PER_MINUTE = 30;

    private final Parts parts;
    private final MinuteLimit used = new MinuteLimit(RUNS_PER_MINUTE);
    private final MinuteLimit wrong = new MinuteLimit(WRONG_PER_MINUTE);

    /** What it works with. */
    public record Parts(
            TriggerTokenStore tokens,
            ProjectStore projects,
            AccountStore accounts,
            Access access,
            OrderedRuns orders,
            AuditTrail audit,
            InstantSource clock) {}

    public TriggeredRuns(Parts parts) {
        this.parts = parts;
    }

    /**
     * What somebody asks for.
     *
     * @param project its number or its path
     * @param ref short name of a branch or tag
     * @param payload the whole of what was sent, as JSON, without the token
     * @param address where the request came from
     */
    public record Wish(
            String project,
            Secret token,
            String ref,
            Map<String, String> variables,
            Map<String, String> inputs,
            String payload,
            String address) {
        public Wish {
            variables = Map.copyOf(variables);
            inputs = Map.copyOf(inputs);
        }
    }

    /** What came of it. */
    public sealed interface Result {
        record Made(Project project, StoredRun run) implements Result {}

        /** No such project, or a token that is not its own: nobody learns which. */
        record Unknown() implements Result {}

        /** Too much in too short a time. */
        record Wait(Duration atLeast) implements Result {}

        /** None was made, and why, in words for people. */
        record Refused(String why) implements Result {}
    }

    /** Starts a run with the rights of the token's owner. */
    public Result start(Wish wish) {
        Instant now = parts.clock().instant();
        Duration pause = wrong.wait(wish.address(), now);
        if (pause.isPositive()) {
            return new Result.Wait(pause);
        }
        Optional<Project> project = project(wish.project());
        Optional<TokenInfo> token = project.flatMap(
                one -> parts.tokens().find(one.id(), wish.token().hash()));
        if (project.isEmpty() || token.isEmpty()) {
            wrong.count(wish.address(), now);
            return new Result.Unknown();
        }
        Duration busy = used.wait(Long.toString(token.get().id()), now);
        if (busy.isPositive()) {
            return new Result.Wait(busy);
        }
        used.count(Long.toString(token.get().id()), now);
        return start(wish, project.get(), token.get(), now);
    }

    private Result start(Wish wish, Project project, TokenInfo token, Instant now) {
        Optional<Caller> owner = parts.accounts()
                .byLogin(token.owner())
                .<Caller>map(account -> new Caller.Person(account, "", "local"))
                .filter(caller -> parts.access().allows(caller, Permission.RUN, project.id()));
        if (owner.isEmpty()) {
            return new Result.Refused(token.owner() + ", the token's owner, may not start runs here any more");
        }
        Optional<String> problem = StartForm.variablesProblem(wish.variables());
        if (problem.isPresent()) {
            return new Result.Refused(problem.get());
        }
        OrderedRuns.Order order = new OrderedRuns.Order(
                project,
                wish.ref(),
                Trigger.Event.TRIGGER,
                Optional.of(new Trigger.Origin.Token(token.shortForm(), Optional.of(wish.payload()))),
                owner.get(),
                wish.variables(),
                wish.inputs(),
                "trigger/" + UUID.randomUUID());
        return switch (parts.orders().start(order)) {
            case OrderedRuns.Result.None(String why) -> new Result.Refused(why);
            case OrderedRuns.Result.Made(StoredRun run) -> {
                parts.tokens().used(token.id(), now);
                parts.audit()
                        .record(new AuditTrail.Deed(
                                token.owner(),
                                "run.triggered",
                                project.path(),
                                "run " + run.id().number() + " of " + wish.ref(),
                                "trigger token " + token.id() + " (" + token.description() + ")",
                                "/p/" + project.path() + "/runs/" + run.id().number(),
                                wish.address()));
                yield new Result.Made(project, run);
            }
        };
    }

    private Optional<Project> project(String name) {
        Optional<Project> byPath = parts.projects().byPath(name);
        return byPath.isPresent() || !name.matches("[1-9][0-9]{0,17}")
                ? byPath
                : parts.projects().byId(Long.parseLong(name));
    }
}
