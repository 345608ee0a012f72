package dev.sluice.app.identity;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Role;
import dev.sluice.app.identity.TokenSigner.Claims;
import dev.sluice.app.run.JobVariables;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobNumber;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.ScriptProgram.IdentityRequest;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The tokens that jobs ask for, with GitLab's claims (docs.gitlab.com, "OpenID Connect (OIDC) Authentication Using ID Tokens"),
 * behind the variables that others give. A token is valid as long as its attempt may take. Safe for many threads.
 */
public final class JobIdentities implements JobVariables {
    /** Clocks differ. */
    private static final Duration BEFORE = Duration.ofSeconds(5);

    private final JobVariables others;
    private final Parts parts;

    /**
     * What it works with.
     *
     * @param issuer address of the server, without a final slash
     * @param timeout of jobs that name none
     */
    public record Parts(
            TokenSigner signer,
            AccountStore accounts,
            Supplier<String> issuer,
            Duration timeout,
            InstantSource clock) {}

    public JobIdentities(JobVariables others, Parts parts) {
        this.others = others;
        this.parts = parts;
    }

    @Override
    public Optional<Trigger.Actor> person(String login) {
        return parts.accounts().byLogin(login).map(Account::actor);
    }

    @Override
    public List<ProjectVariable> of(StoredRun run, Job job) {
        List<ProjectVariable> kept = others.of(run, job);
        List<IdentityRequest> wanted =
                job.program() instanceof ScriptProgram program ? program.identities(kept) : List.of();
        if (wanted.isEmpty()) {
            return kept;
        }
        List<ProjectVariable> all = new ArrayList<>(kept);
        Instant now = parts.clock().instant();
        Instant end = now.plus(job.timeout().orElse(parts.timeout()));
        for (IdentityRequest request : wanted) {
            Map<String, String> texts = claims(run, job);
            texts.put("jti", UUID.randomUUID().toString());
            String token = parts.signer().sign(new Claims(texts, request.audiences(), now, now.minus(BEFORE), end));
            all.add(new ProjectVariable(request.variable(), token, true, false));
        }
        return all;
    }

    private Map<String, String> claims(StoredRun run, Job job) {
        Trigger trigger = trigger(run, job);
        boolean tag = trigger.ref() instanceof Trigger.GitRef.Tag;
        String ref = trigger.ref().name();
        String type = tag ? "tag" : "branch";
        RunId id = run.id();
        Map<String, String> claims = new TreeMap<>();
        claims.put("iss", parts.issuer().get());
        claims.put("sub", "project_path:" + trigger.project().path() + ":ref_type:" + type + ":ref:" + ref);
        claims.put("namespace_path", trigger.project().namespace());
        claims.put("project_id", Long.toString(id.project()));
        claims.put("project_path", trigger.project().path());
        claims.put("project_visibility", "private");
        claims.put("pipeline_id", Long.toString(id.global()));
        claims.put("pipeline_source", source(trigger.event()));
        claims.put("job_id", Long.toString(number(run, job)));
        claims.put("ref", ref);
        claims.put("ref_type", type);
        claims.put("ref_path", trigger.ref().fullName());
        claims.put("ref_protected", Boolean.toString(trigger.refProtected()));
        claims.put("runner_environment", "self-hosted");
        claims.put("sha", trigger.commit().sha());
        user(trigger, claims);
        job.environment().ifPresent(environment -> {
            claims.put("environment", environment.name());
            claims.put("environment_protected", "false");
            claims.put("environment_action", environment.action().name().toLowerCase(Locale.ROOT));
        });
        return claims;
    }

    /** With whoever started the job or started it again, as {@code GITLAB_USER_LOGIN} has it. */
    private Trigger trigger(StoredRun run, Job job) {
        int attempt = run.state().job(job.name()).map(JobState::attempt).orElse(1);
        return run.startedBy(job.name(), attempt)
                .flatMap(this::person)
                .map(run.trigger()::by)
                .orElse(run.trigger());
    }

    private static long number(StoredRun run, Job job) {
        int attempt = run.state().job(job.name()).map(JobState::attempt).orElse(1);
        return JobNumber.of(run.id().project(), run.id().number(), job.name(), attempt);
    }

    private void user(Trigger trigger, Map<String, String> claims) {
        claims.put("user_login", trigger.actor().login());
        claims.put("user_email", trigger.actor().email());
        Optional<Account> account = parts.accounts().byLogin(trigger.actor().login());
        account.ifPresent(one -> {
            claims.put("user_id", Long.toString(one.id()));
            Optional<Role> role = one.administrator()
                    ? Optional.of(Role.MAINTAINER)
                    : parts.accounts().role(one.id(), trigger.project().id());
            role.ifPresent(found -> claims.put("user_access_level", found.name().toLowerCase(Locale.ROOT)));
        });
    }

    /** As {@code CI_PIPELINE_SOURCE} has it. */
    private static String source(Trigger.Event event) {
        return switch (event) {
            case PUSH, TAG -> "push";
            case MERGE_REQUEST -> "merge_request_event";
            case SCHEDULE -> "schedule";
            case MANUAL -> "web";
            case API -> "api";
            case TRIGGER -> "trigger";
            case PARENT_PIPELINE -> "parent_pipeline";
            case PIPELINE -> "pipeline";
        };
    }
}
