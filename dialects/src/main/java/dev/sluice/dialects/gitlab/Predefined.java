package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobNumber;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.MergeRequest;
import dev.sluice.core.model.Trigger.Origin;
import dev.sluice.core.model.Trigger.Parent;
import dev.sluice.core.model.Trigger.ProjectInfo;
import dev.sluice.dialects.gitlab.Copies.Copy;
import dev.sluice.dialects.gitlab.JobSpec.EnvironmentSpec;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The predefined variables (docs.gitlab.com, "Predefined CI/CD variables reference") that are known when a pipeline is made. What
 * only the runner knows is added by {@link RunnerNames}.
 */
final class Predefined {
    /** The version of GitLab whose rules are followed; templates ask for it. */
    static final String VERSION = "18.11.0";

    /** What a job has that waits for a person. */
    static final GitlabVariable BY_HAND = GitlabVariable.raw("CI_JOB_MANUAL", "true");

    private static final String NO_COMMIT = "0".repeat(40);

    /** GitLab's default; its administrators can choose another. */
    private static final int MESSAGE_BYTES_MAX = 100_000;

    private static final int OPEN_REQUESTS_MAX = 4;

    private final List<GitlabVariable> variables = new ArrayList<>();

    private Predefined() {}

    /** Those that all jobs of a pipeline share. */
    static List<GitlabVariable> ofPipeline(Trigger trigger, String file) {
        Predefined all = new Predefined();
        all.put("CI", "true");
        all.put("GITLAB_CI", "true");
        all.server(trigger.project());
        all.project(trigger);
        all.pipeline(trigger, file);
        all.commit(trigger);
        trigger.mergeRequest().ifPresent(request -> all.mergeRequest(request, trigger));
        return List.copyOf(all.variables);
    }

    private void put(String name, String value) {
        variables.add(GitlabVariable.raw(name, value));
    }

    private void server(ProjectInfo project) {
        URI server = uri(project.serverUrl());
        String scheme = server.getScheme() == null ? "http" : server.getScheme();
        String host = server.getHost() == null ? "localhost" : server.getHost();
        int port = server.getPort() >= 0 ? server.getPort() : scheme.equals("https") ? 443 : 80;
        put("CI_SERVER_NAME", "GitLab");
        put("CI_SERVER_VERSION", VERSION);
        put("CI_SERVER_VERSION_MAJOR", "18");
        put("CI_SERVER_VERSION_MINOR", "11");
        put("CI_SERVER_VERSION_PATCH", "0");
        put("CI_SERVER_URL", project.serverUrl());
        put("CI_SERVER_HOST", host);
        put("CI_SERVER_PORT", Integer.toString(port));
        put("CI_SERVER_PROTOCOL", scheme);
        put("CI_SERVER_FQDN", fqdn(project));
        put("CI_API_V4_URL", project.serverUrl() + "/api/v4");
        put("CI_TEMPLATE_REGISTRY_HOST", "registry.gitlab.com");
    }

    private static String fqdn(ProjectInfo project) {
        URI server = uri(project.serverUrl());
        String host = server.getHost() == null ? "localhost" : server.getHost();
        return server.getPort() >= 0 ? host + ":" + server.getPort() : host;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create("http://localhost");
        }
    }

    private void project(Trigger trigger) {
        ProjectInfo project = trigger.project();
        String namespace = project.namespace();
        int slash = namespace.indexOf('/');
        put("CI_PROJECT_ID", Long.toString(project.id()));
        put("CI_PROJECT_NAME", project.name());
        put("CI_PROJECT_TITLE", project.name());
        put("CI_PROJECT_PATH", project.path());
        put("CI_PROJECT_PATH_SLUG", Slugs.of(project.path()));
        put("CI_PROJECT_NAMESPACE", namespace);
        put("CI_PROJECT_NAMESPACE_SLUG", Slugs.of(namespace));
        put("CI_PROJECT_ROOT_NAMESPACE", slash < 0 ? namespace : namespace.substring(0, slash));
        put("CI_PROJECT_URL", project.url());
        put("CI_PROJECT_VISIBILITY", "private");
        put("CI_DEFAULT_BRANCH", trigger.defaultBranch());
        put("CI_DEFAULT_BRANCH_SLUG", Slugs.of(trigger.defaultBranch()));
        trigger.actor().id().ifPresent(id -> put("GITLAB_USER_ID", Long.toString(id)));
        put("GITLAB_USER_LOGIN", trigger.actor().login());
        put("GITLAB_USER_NAME", trigger.actor().name());
        put("GITLAB_USER_EMAIL", trigger.actor().email());
        put("GITLAB_FEATURES", "");
    }

    private void pipeline(Trigger trigger, String file) {
        put("CI_CONFIG_PATH", file);
        put("CI_PIPELINE_SOURCE", source(trigger.event()));
        if (trigger.event() == Event.TRIGGER) {
            put("CI_PIPELINE_TRIGGERED", "true");
        }
        if (trigger.event() != Event.PARENT_PIPELINE) {
            String ref = trigger.mergeRequest()
                    .<GitRef>map(request -> new GitRef.Branch(request.sourceBranch()))
                    .orElse(trigger.ref())
                    .fullName();
            put(
                    "CI_CONFIG_REF_URI",
                    fqdn(trigger.project()) + "/" + trigger.project().path() + "//" + file + "@" + ref);
        }
        trigger.origin().ifPresent(this::origin);
        trigger.parent().ifPresent(this::upstream);
        if (!trigger.openRequests().isEmpty() && trigger.ref() instanceof GitRef.Branch) {
            put(
                    "CI_OPEN_MERGE_REQUESTS",
                    trigger.openRequests().stream()
                            .limit(OPEN_REQUESTS_MAX)
                            .map(number -> trigger.project().path() + "!" + number)
                            .collect(Collectors.joining(",")));
        }
    }

    private void upstream(Parent parent) {
        put("CI_UPSTREAM_PROJECT_ID", Long.toString(parent.project()));
        put("CI_UPSTREAM_PIPELINE_ID", Long.toString(JobNumber.ofRun(parent.project(), parent.run())));
        put(
                "CI_UPSTREAM_JOB_ID",
                Long.toString(JobNumber.of(parent.project(), parent.run(), parent.job(), parent.attempt())));
    }

    private void origin(Origin origin) {
        switch (origin) {
            case Origin.Schedule(long _, String description) -> put("CI_PIPELINE_SCHEDULE_DESCRIPTION", description);
            case Origin.Token(String _, Optional<String> payload) ->
                payload.ifPresent(
                        text -> variables.add(new GitlabVariable("TRIGGER_PAYLOAD", text, false, false, true)));
        }
    }

    /** {@code CI_PIPELINE_SOURCE}: a tag pipeline comes from a push. */
    static String source(Event event) {
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

    private void commit(Trigger trigger) {
        String sha = trigger.commit().sha();
        String message = trigger.commit().message();
        String title = trigger.commit().title();
        String ref = trigger.mergeRequest()
                .map(MergeRequest::sourceBranch)
                .orElse(trigger.ref().name());
        put("CI_COMMIT_SHA", sha);
        put("CI_COMMIT_SHORT_SHA", sha.substring(0, Math.min(8, sha.length())));
        put(
                "CI_COMMIT_BEFORE_SHA",
                (trigger.event() == Event.PUSH || trigger.event() == Event.PARENT_PIPELINE)
                                && !trigger.before().isEmpty()
                        ? trigger.before()
                        : NO_COMMIT);
        put("CI_COMMIT_REF_NAME", ref);
        put("CI_COMMIT_REF_SLUG", Slugs.of(ref));
        put("CI_COMMIT_REF_PROTECTED", Boolean.toString(trigger.refProtected()));
        put("CI_COMMIT_TITLE", beginning(title));
        put("CI_COMMIT_MESSAGE", beginning(message));
        put(
                "CI_COMMIT_MESSAGE_IS_TRUNCATED",
                Boolean.toString(!beginning(message).equals(message)));
        // GitLab: the message without its first line if that is a title, else the whole message.
        put(
                "CI_COMMIT_DESCRIPTION",
                beginning(
                        title.length() < 100 ? message.substring(title.length()).strip() : message));
        put("CI_COMMIT_AUTHOR", trigger.commit().author());
        put("CI_COMMIT_TIMESTAMP", trigger.commit().timestamp());
        switch (trigger.ref()) {
            case GitRef.Branch(String name) -> {
                if (trigger.mergeRequest().isEmpty()) {
                    put("CI_COMMIT_BRANCH", name);
                }
            }
            case GitRef.Tag(String name, String annotation) -> {
                put("CI_COMMIT_TAG", name);
                put("CI_COMMIT_TAG_MESSAGE", annotation);
            }
        }
    }

    /** At most as many bytes as GitLab hands over of a commit's message, no letter cut in two. */
    private static String beginning(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MESSAGE_BYTES_MAX) {
            return text;
        }
        int end = MESSAGE_BYTES_MAX;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private void mergeRequest(MergeRequest request, Trigger trigger) {
        ProjectInfo project = trigger.project();
        String number = Long.toString(request.number());
        put("CI_MERGE_REQUEST_ID", number);
        put("CI_MERGE_REQUEST_IID", number);
        put("CI_MERGE_REQUEST_REF_PATH", "refs/merge-requests/" + number + "/head");
        put("CI_MERGE_REQUEST_TITLE", request.title());
        put("CI_MERGE_REQUEST_EVENT_TYPE", "detached");
        put("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", request.sourceBranch());
        put("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", request.targetBranch());
        put("CI_MERGE_REQUEST_DRAFT", Boolean.toString(request.draft()));
        put("CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED", isProtected(trigger, request.sourceBranch()));
        put("CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED", isProtected(trigger, request.targetBranch()));
        // Both are for pipelines of a merged result alone.
        put("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "");
        put("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "");
        put("CI_MERGE_REQUEST_DIFF_BASE_SHA", request.diffBase());
        request.version().ifPresent(version -> put("CI_MERGE_REQUEST_DIFF_ID", Long.toString(version)));
        put("CI_MERGE_REQUEST_PROJECT_ID", Long.toString(project.id()));
        put("CI_MERGE_REQUEST_PROJECT_PATH", project.path());
        put("CI_MERGE_REQUEST_PROJECT_URL", project.url());
        put("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", Long.toString(project.id()));
        put("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", project.path());
        put("CI_MERGE_REQUEST_SOURCE_PROJECT_URL", project.url());
        if (trigger.openRequests().isEmpty()) {
            put("CI_OPEN_MERGE_REQUESTS", project.path() + "!" + number);
        }
    }

    private static String isProtected(Trigger trigger, String branch) {
        return Boolean.toString(trigger.isProtected(new GitRef.Branch(branch)));
    }

    /** Those of one job. */
    static List<GitlabVariable> ofJob(Copy copy) {
        Predefined job = new Predefined();
        JobSpec spec = copy.spec();
        job.put("CI_JOB_NAME", copy.name());
        job.put("CI_JOB_NAME_SLUG", Slugs.of(copy.name()));
        job.put("CI_JOB_GROUP_NAME", spec.name());
        job.put("CI_JOB_STAGE", spec.stage().text());
        job.put("CI_NODE_TOTAL", Integer.toString(copy.total()));
        if (copy.index() > 0) {
            job.put("CI_NODE_INDEX", Integer.toString(copy.index()));
        }
        if (spec.start().when() == When.MANUAL) {
            job.variables.add(BY_HAND);
        }
        return job.variables;
    }

    /** Those that a job alone gets, and no rule and no trigger job. */
    static List<GitlabVariable> ofScript(Trigger trigger, JobSpec spec) {
        Predefined job = new Predefined();
        job.put("CI_SERVER", "yes");
        job.put("CI_REPOSITORY_URL", trigger.project().gitUrl());
        spec.containers()
                .image()
                .ifPresent(image -> job.variables.add(GitlabVariable.of("CI_JOB_IMAGE", image.name())));
        trigger.origin().ifPresent(origin -> {
            if (origin instanceof Origin.Token(String shortForm, Optional<String> _)) {
                job.put("CI_TRIGGER_SHORT_TOKEN", shortForm);
            }
        });
        return job.variables;
    }

    /** Those of a job's environment; {@code values} expand its name and tier, the address is expanded in the job. */
    static List<GitlabVariable> ofEnvironment(EnvironmentSpec environment, Map<String, String> values) {
        Predefined all = new Predefined();
        String name = Expansion.of(environment.name(), values);
        all.put("CI_ENVIRONMENT_NAME", name);
        all.put("CI_ENVIRONMENT_SLUG", Slugs.ofEnvironment(name));
        all.put("CI_ENVIRONMENT_ACTION", environment.action().name().toLowerCase(Locale.ROOT));
        all.put(
                "CI_ENVIRONMENT_TIER",
                environment.tier().isEmpty() ? tier(name) : Expansion.of(environment.tier(), values));
        if (!environment.url().isEmpty()) {
            all.variables.add(GitlabVariable.of("CI_ENVIRONMENT_URL", environment.url()));
        }
        return all.variables;
    }

    /** The tier that GitLab guesses from a name. */
    private static String tier(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (holdsAny(lower, "dev", "review", "trunk")) {
            return "development";
        }
        if (holdsAny(lower, "test", "tst", "int", "accept", "acpt", "qa", "qc", "control", "quality")) {
            return "testing";
        }
        if (holdsAny(lower, "stag", "stg", "model", "modl", "pre", "demo", "non")) {
            return "staging";
        }
        return holdsAny(lower, "prod", "prd", "live") ? "production" : "other";
    }

    private static boolean holdsAny(String name, String... parts) {
        for (String part : parts) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
