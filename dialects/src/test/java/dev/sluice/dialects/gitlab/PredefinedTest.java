package dev.sluice.dialects.gitlab;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobNumber;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.MergeRequest;
import dev.sluice.core.model.Trigger.Origin;
import dev.sluice.core.model.Trigger.Parent;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The predefined variables, all that GitLab has: given with these values to these pipelines, or named with a reason. */
final class PredefinedTest {
    /** All names of GitLab 18's reference. */
    private static final String OF_GITLAB = """
        CHAT_CHANNEL CHAT_INPUT CHAT_USER_ID CI CI_API_V4_URL CI_API_GRAPHQL_URL CI_BUILDS_DIR CI_COMMIT_AUTHOR
        CI_COMMIT_BEFORE_SHA CI_COMMIT_BRANCH CI_COMMIT_DESCRIPTION CI_COMMIT_MESSAGE CI_COMMIT_MESSAGE_IS_TRUNCATED
        CI_COMMIT_REF_NAME CI_COMMIT_REF_PROTECTED CI_COMMIT_REF_SLUG CI_COMMIT_SHA CI_COMMIT_SHORT_SHA CI_COMMIT_TAG
        CI_COMMIT_TAG_MESSAGE CI_COMMIT_TIMESTAMP CI_COMMIT_TITLE CI_COMMIT_USER_LOGIN CI_CONCURRENT_ID
        CI_CONCURRENT_PROJECT_ID CI_CONFIG_PATH CI_CONFIG_REF_URI CI_DEBUG_TRACE CI_DEBUG_SERVICES CI_DEFAULT_BRANCH
        CI_DEFAULT_BRANCH_SLUG CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX
        CI_DEPENDENCY_PROXY_PASSWORD CI_DEPENDENCY_PROXY_SERVER CI_DEPENDENCY_PROXY_USER CI_DEPLOY_FREEZE
        CI_DEPLOY_PASSWORD CI_DEPLOY_USER CI_DISPOSABLE_ENVIRONMENT CI_ENVIRONMENT_ID CI_ENVIRONMENT_NAME
        CI_ENVIRONMENT_SLUG CI_ENVIRONMENT_URL CI_ENVIRONMENT_ACTION CI_ENVIRONMENT_TIER CI_GITLAB_FIPS_MODE
        CI_HAS_OPEN_REQUIREMENTS CI_JOB_GROUP_NAME CI_JOB_ID CI_JOB_IMAGE CI_JOB_MANUAL CI_JOB_NAME CI_JOB_NAME_SLUG
        CI_JOB_STAGE CI_JOB_STATUS CI_JOB_TIMEOUT CI_JOB_TOKEN CI_JOB_URL CI_JOB_STARTED_AT CI_JOB_STARTED_AT_SLUG
        CI_KUBERNETES_ACTIVE CI_NODE_INDEX CI_NODE_TOTAL CI_OPEN_MERGE_REQUESTS CI_PAGES_DOMAIN CI_PAGES_HOSTNAME
        CI_PAGES_URL CI_PIPELINE_ID CI_PIPELINE_IID CI_PIPELINE_SOURCE CI_PIPELINE_TRIGGERED CI_PIPELINE_URL
        CI_PIPELINE_CREATED_AT CI_PIPELINE_NAME CI_PIPELINE_SCHEDULE_DESCRIPTION CI_PROJECT_DIR CI_PROJECT_ID
        CI_PROJECT_NAME CI_PROJECT_NAMESPACE CI_PROJECT_NAMESPACE_ID CI_PROJECT_NAMESPACE_SLUG CI_PROJECT_PATH_SLUG
        CI_PROJECT_PATH CI_PROJECT_REPOSITORY_LANGUAGES CI_PROJECT_ROOT_NAMESPACE CI_PROJECT_TITLE CI_PROJECT_DESCRIPTION
        CI_PROJECT_TOPICS CI_PROJECT_URL CI_PROJECT_VISIBILITY CI_PROJECT_CLASSIFICATION_LABEL CI_REGISTRY
        CI_REGISTRY_IMAGE CI_REGISTRY_PASSWORD CI_REGISTRY_USER CI_RELEASE_DESCRIPTION CI_REPOSITORY_URL
        CI_RUNNER_DESCRIPTION CI_RUNNER_EXECUTABLE_ARCH CI_RUNNER_ID CI_RUNNER_REVISION CI_RUNNER_SHORT_TOKEN
        CI_RUNNER_TAGS CI_RUNNER_VERSION CI_SERVER_FQDN CI_SERVER_HOST CI_SERVER_NAME CI_SERVER_PORT CI_SERVER_PROTOCOL
        CI_SERVER_SHELL_SSH_HOST CI_SERVER_SHELL_SSH_PORT CI_SERVER_REVISION CI_SERVER_TLS_CA_FILE
        CI_SERVER_TLS_CERT_FILE CI_SERVER_TLS_KEY_FILE CI_SERVER_URL CI_SERVER_VERSION_MAJOR CI_SERVER_VERSION_MINOR
        CI_SERVER_VERSION_PATCH CI_SERVER_VERSION CI_SERVER CI_SHARED_ENVIRONMENT CI_TEMPLATE_REGISTRY_HOST
        CI_TRIGGER_SHORT_TOKEN CI_UPSTREAM_JOB_ID CI_UPSTREAM_PIPELINE_ID CI_UPSTREAM_PROJECT_ID GITLAB_CI
        GITLAB_FEATURES GITLAB_USER_EMAIL GITLAB_USER_ID GITLAB_USER_LOGIN GITLAB_USER_NAME KUBECONFIG TRIGGER_PAYLOAD
        CI_MERGE_REQUEST_APPROVED CI_MERGE_REQUEST_ASSIGNEES CI_MERGE_REQUEST_DIFF_BASE_SHA CI_MERGE_REQUEST_DIFF_ID
        CI_MERGE_REQUEST_EVENT_TYPE CI_MERGE_REQUEST_DESCRIPTION CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED
        CI_MERGE_REQUEST_ID CI_MERGE_REQUEST_IID CI_MERGE_REQUEST_LABELS CI_MERGE_REQUEST_MILESTONE
        CI_MERGE_REQUEST_PROJECT_ID CI_MERGE_REQUEST_PROJECT_PATH CI_MERGE_REQUEST_PROJECT_URL CI_MERGE_REQUEST_REF_PATH
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED CI_MERGE_REQUEST_SOURCE_BRANCH_SHA
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID CI_MERGE_REQUEST_SOURCE_PROJECT_PATH CI_MERGE_REQUEST_SOURCE_PROJECT_URL
        CI_MERGE_REQUEST_SQUASH_ON_MERGE CI_MERGE_REQUEST_TARGET_BRANCH_NAME CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA CI_MERGE_REQUEST_TITLE CI_MERGE_REQUEST_DRAFT CI_EXTERNAL_PULL_REQUEST_IID
        CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY
        CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA
        CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA
        """;

    /** Name; pipelines that have it ({@code *} all, {@code -x} not x); value. A name may have several lines. */
    private static final String EXPECTED = """
        CI ; * ; true
        GITLAB_CI ; * ; true
        GITLAB_FEATURES ; * ;
        CI_API_V4_URL ; * ; https://ci.example.com:8443/api/v4
        CI_SERVER ; * ; yes
        CI_SERVER_NAME ; * ; GitLab
        CI_SERVER_URL ; * ; https://ci.example.com:8443
        CI_SERVER_FQDN ; * ; ci.example.com:8443
        CI_SERVER_HOST ; * ; ci.example.com
        CI_SERVER_PORT ; * ; 8443
        CI_SERVER_PROTOCOL ; * ; https
        CI_SERVER_VERSION ; * ; 18.11.0
        CI_SERVER_VERSION_MAJOR ; * ; 18
        CI_SERVER_VERSION_MINOR ; * ; 11
        CI_SERVER_VERSION_PATCH ; * ; 0
        CI_TEMPLATE_REGISTRY_HOST ; * ; registry.gitlab.com
        CI_PROJECT_ID ; * ; 5
        CI_PROJECT_NAME ; * ; shop.x
        CI_PROJECT_TITLE ; * ; shop.x
        CI_PROJECT_PATH ; * ; team/sub/shop.x
        CI_PROJECT_PATH_SLUG ; * ; team-sub-shop-x
        CI_PROJECT_NAMESPACE ; * ; team/sub
        CI_PROJECT_NAMESPACE_SLUG ; * ; team-sub
        CI_PROJECT_ROOT_NAMESPACE ; * ; team
        CI_PROJECT_URL ; * ; https://ci.example.com:8443/p/team/sub/shop.x
        CI_PROJECT_VISIBILITY ; * ; private
        CI_DEFAULT_BRANCH ; * ; main/x
        CI_DEFAULT_BRANCH_SLUG ; * ; main-x
        CI_REPOSITORY_URL ; * ; https://ci.example.com:8443/git/team/sub/shop.x.git
        CI_CONFIG_PATH ; * ; .gitlab-ci.yml
        CI_CONFIG_REF_URI ; push, mr, schedule, web, api, trigger, pipeline ; ci.example.com:8443/team/sub/shop.x//.gitlab-ci.yml@refs/heads/fix/It
        CI_CONFIG_REF_URI ; tag ; ci.example.com:8443/team/sub/shop.x//.gitlab-ci.yml@refs/tags/v1.0
        CI_PIPELINE_SOURCE ; push, tag ; push
        CI_PIPELINE_SOURCE ; mr ; merge_request_event
        CI_PIPELINE_SOURCE ; schedule ; schedule
        CI_PIPELINE_SOURCE ; web ; web
        CI_PIPELINE_SOURCE ; api ; api
        CI_PIPELINE_SOURCE ; trigger ; trigger
        CI_PIPELINE_SOURCE ; parent ; parent_pipeline
        CI_PIPELINE_SOURCE ; pipeline ; pipeline
        CI_PIPELINE_NAME ; * ; Pipeline of shop.x
        CI_PIPELINE_TRIGGERED ; trigger ; true
        CI_TRIGGER_SHORT_TOKEN ; trigger ; ab12
        TRIGGER_PAYLOAD ; trigger ; {"ref":"fix/It"}
        CI_PIPELINE_SCHEDULE_DESCRIPTION ; schedule ; nightly
        CI_UPSTREAM_PROJECT_ID ; parent, pipeline ; 9
        CI_UPSTREAM_PIPELINE_ID ; parent, pipeline ; 90000003
        CI_UPSTREAM_JOB_ID ; parent, pipeline ; UPSTREAM
        CI_PIPELINE_ID ; * ; 50000012
        CI_PIPELINE_IID ; * ; 12
        CI_PIPELINE_URL ; * ; https://ci.example.com:8443/p/team/sub/shop.x/runs/12
        CI_PIPELINE_CREATED_AT ; * ; 2026-01-31T16:47:55Z
        CI_COMMIT_SHA ; * ; aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        CI_COMMIT_SHORT_SHA ; * ; aaaaaaaa
        CI_COMMIT_BEFORE_SHA ; push, parent ; cccccccccccccccccccccccccccccccccccccccc
        CI_COMMIT_BEFORE_SHA ; tag, mr, schedule, web, api, trigger, pipeline ; 0000000000000000000000000000000000000000
        CI_COMMIT_BRANCH ; -tag, -mr ; fix/It
        CI_COMMIT_TAG ; tag ; v1.0
        CI_COMMIT_TAG_MESSAGE ; tag ; The first
        CI_COMMIT_REF_NAME ; -tag ; fix/It
        CI_COMMIT_REF_NAME ; tag ; v1.0
        CI_COMMIT_REF_SLUG ; -tag ; fix-it
        CI_COMMIT_REF_SLUG ; tag ; v1-0
        CI_COMMIT_REF_PROTECTED ; -tag ; false
        CI_COMMIT_REF_PROTECTED ; tag ; true
        CI_COMMIT_TITLE ; * ; Title
        CI_COMMIT_MESSAGE ; * ; Title||Body
        CI_COMMIT_MESSAGE_IS_TRUNCATED ; * ; false
        CI_COMMIT_DESCRIPTION ; * ; Body
        CI_COMMIT_AUTHOR ; * ; Ada <ada@example.com>
        CI_COMMIT_TIMESTAMP ; * ; 2026-01-02T03:04:05+00:00
        CI_OPEN_MERGE_REQUESTS ; -tag ; team/sub/shop.x!3,team/sub/shop.x!7
        GITLAB_USER_ID ; * ; 4
        GITLAB_USER_LOGIN ; * ; ada
        GITLAB_USER_NAME ; * ; Ada L
        GITLAB_USER_EMAIL ; * ; ada@example.com
        CI_MERGE_REQUEST_ID ; mr ; 7
        CI_MERGE_REQUEST_IID ; mr ; 7
        CI_MERGE_REQUEST_REF_PATH ; mr ; refs/merge-requests/7/head
        CI_MERGE_REQUEST_EVENT_TYPE ; mr ; detached
        CI_MERGE_REQUEST_TITLE ; mr ; Draft: Change it
        CI_MERGE_REQUEST_DRAFT ; mr ; true
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME ; mr ; fix/It
        CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED ; mr ; false
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA ; mr ;
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID ; mr ; 5
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH ; mr ; team/sub/shop.x
        CI_MERGE_REQUEST_SOURCE_PROJECT_URL ; mr ; https://ci.example.com:8443/p/team/sub/shop.x
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME ; mr ; main/x
        CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED ; mr ; true
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA ; mr ;
        CI_MERGE_REQUEST_DIFF_BASE_SHA ; mr ; bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        CI_MERGE_REQUEST_DIFF_ID ; mr ; 21
        CI_MERGE_REQUEST_PROJECT_ID ; mr ; 5
        CI_MERGE_REQUEST_PROJECT_PATH ; mr ; team/sub/shop.x
        CI_MERGE_REQUEST_PROJECT_URL ; mr ; https://ci.example.com:8443/p/team/sub/shop.x
        CI_JOB_NAME ; * ; show it 1/1
        CI_JOB_NAME_SLUG ; * ; show-it-1-1
        CI_JOB_GROUP_NAME ; * ; show it
        CI_JOB_STAGE ; * ; test
        CI_JOB_MANUAL ; * ; true
        CI_NODE_INDEX ; * ; 1
        CI_NODE_TOTAL ; * ; 1
        CI_ENVIRONMENT_NAME ; * ; review
        CI_ENVIRONMENT_SLUG ; * ; review
        CI_ENVIRONMENT_ACTION ; * ; start
        CI_ENVIRONMENT_TIER ; * ; development
        CI_ENVIRONMENT_URL ; * ; https://review.example.com
        CI_JOB_ID ; * ; 42
        CI_JOB_URL ; * ; https://ci.example.com:8443/p/team/sub/shop.x/runs/12/jobs/show%20it%201%2F1
        CI_JOB_IMAGE ; * ; alpine:3
        CI_JOB_STATUS ; * ; running
        CI_JOB_STARTED_AT ; * ; 2026-01-31T16:48:00Z
        CI_JOB_STARTED_AT_SLUG ; * ; 2026-01-31t16-48-00z
        CI_JOB_TIMEOUT ; * ; 3600
        CI_PROJECT_DIR ; * ; WORKSPACE
        CI_BUILDS_DIR ; * ; BUILDS
        CI_CONCURRENT_ID ; * ; 2
        CI_CONCURRENT_PROJECT_ID ; * ; 1
        CI_RUNNER_ID ; * ; 2859021300
        CI_RUNNER_DESCRIPTION ; * ; embedded
        CI_RUNNER_TAGS ; * ; ["fast", "linux"]
        CI_RUNNER_VERSION ; * ; 18.11.0
        CI_RUNNER_REVISION ; * ; sluice-0.1
        CI_RUNNER_EXECUTABLE_ARCH ; * ; linux/amd64
        CI_SHARED_ENVIRONMENT ; * ; true
        CI_DISPOSABLE_ENVIRONMENT ; docker ; true
        """;

    private static final List<String> SOURCES =
            List.of("push", "tag", "mr", "schedule", "web", "api", "trigger", "parent", "pipeline");

    private static final Map<String, String> RUNNER = Map.ofEntries(
            Map.entry("SLUICE_RUN", "12"),
            Map.entry("SLUICE_RUN_ID", "50000012"),
            Map.entry("SLUICE_JOB_ID", "42"),
            Map.entry("SLUICE_RUNNER", "embedded"),
            Map.entry("SLUICE_RUNNER_VERSION", "0.1"),
            Map.entry("SLUICE_RUNNER_SYSTEM", "linux/amd64"),
            Map.entry("SLUICE_RUNNER_TAGS", "fast,linux"),
            Map.entry("SLUICE_EXECUTOR", "shared"),
            Map.entry("SLUICE_SLOT", "2"),
            Map.entry("SLUICE_SLOT_OF_PROJECT", "1"),
            Map.entry("SLUICE_CREATED_AT", "2026-01-31T16:47:55Z"),
            Map.entry("SLUICE_STARTED_AT", "2026-01-31T16:48:00Z"),
            Map.entry("SLUICE_TIMEOUT", "3600"));

    @TempDir
    private Path folder;

    private static Trigger trigger(String source) {
        Event event =
                switch (source) {
                    case "tag" -> Event.TAG;
                    case "mr" -> Event.MERGE_REQUEST;
                    case "schedule" -> Event.SCHEDULE;
                    case "web" -> Event.MANUAL;
                    case "api" -> Event.API;
                    case "trigger" -> Event.TRIGGER;
                    case "parent" -> Event.PARENT_PIPELINE;
                    case "pipeline" -> Event.PIPELINE;
                    default -> Event.PUSH;
                };
        Optional<Origin> origin =
                switch (source) {
                    case "schedule" -> Optional.of(new Origin.Schedule(1, "nightly"));
                    case "trigger" -> Optional.of(new Origin.Token("ab12", Optional.of("{\"ref\":\"fix/It\"}")));
                    default -> Optional.empty();
                };
        Optional<Parent> parent = event == Event.PARENT_PIPELINE || event == Event.PIPELINE
                ? Optional.of(new Parent(9, 3, "deploy it", 2, event == Event.PIPELINE ? 0 : 1, 1))
                : Optional.empty();
        return new Trigger(
                event,
                event == Event.TAG ? new GitRef.Tag("v1.0", "The first") : new GitRef.Branch("fix/It"),
                new Trigger.Commit(
                        "a".repeat(40), "Title\n\nBody", "Ada <ada@example.com>", "2026-01-02T03:04:05+00:00"),
                "c".repeat(40),
                "main/x",
                new Actor("ada", "Ada L", "ada@example.com", Optional.of(4L)),
                new ProjectInfo(
                        5,
                        "team/sub/shop.x",
                        "https://ci.example.com:8443/p/team/sub/shop.x",
                        "https://ci.example.com:8443/git/team/sub/shop.x.git",
                        "https://ci.example.com:8443",
                        List.of(new Trigger.ProtectedRefs(true, "v*"))),
                event == Event.MERGE_REQUEST
                        ? Optional.of(new MergeRequest(
                                7, "Draft: Change it", "fix/It", "main/x", "b".repeat(40), Optional.of(21L)))
                        : Optional.empty(),
                Map.of(),
                parent,
                origin,
                Map.of(),
                List.of(3L, 7L));
    }

    private static Planned.Ready plan(String text, Trigger trigger, Map<String, String> files) {
        Planned planned = GitlabDialect.plan(".gitlab-ci.yml", text, MemoryTree.of(files), trigger, List.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return (Planned.Ready) planned;
    }

    /** The variables of a job with all that makes variables. */
    private Map<String, String> ofJob(Trigger trigger) throws Exception {
        Job job = plan("""
            workflow: {name: 'Pipeline of $CI_PROJECT_NAME', rules: [{when: always}]}
            show it:
              image: alpine:3
              parallel: 1
              rules: [{when: manual}]
              environment: {name: review, url: 'https://$CI_ENVIRONMENT_SLUG.example.com'}
              script: [x]
            """, trigger, Map.of()).pipeline().jobs().getFirst();
        ProcessSession session = new ProcessSession(folder, "sh");
        session.runner = RUNNER;
        ((GitlabProgram) job.program()).run(session);
        return session.commands.getFirst().variables();
    }

    private static Set<String> pipelines(String words) {
        if (words.equals("*")) {
            return Set.copyOf(SOURCES);
        }
        List<String> named = Arrays.asList(words.split(", *"));
        return named.getFirst().startsWith("-")
                ? SOURCES.stream().filter(one -> !named.contains("-" + one)).collect(toCollection(TreeSet::new))
                : Set.copyOf(named);
    }

    private Map<String, String> expected(String source) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : EXPECTED.lines().toList()) {
            String[] cells = line.split(" ; ?", 3);
            if (pipelines(cells[1]).contains(source)) {
                values.put(
                        cells[0],
                        cells[2].replace("||", "\n\n")
                                .replace("WORKSPACE", folder.toString())
                                .replace("BUILDS", String.valueOf(folder.getParent()))
                                .replace("UPSTREAM", Long.toString(JobNumber.of(9, 3, "deploy it", 2))));
            }
        }
        return values;
    }

    @Test
    void everyPipelineHasThese() throws Exception {
        Set<String> all = new TreeSet<>(List.of(OF_GITLAB.split("\\s+")));
        for (String source : SOURCES) {
            Map<String, String> given = new TreeMap<>(ofJob(trigger(source)));
            given.keySet().retainAll(all);

            assertThat(given).as(source).isEqualTo(new TreeMap<>(expected(source)));
        }
    }

    private static List<String> cells(String page, String from, String to, int cell) {
        String part = page.substring(page.indexOf(from), to.isEmpty() ? page.length() : page.indexOf(to));
        return part.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| |^\\| ", 4)[cell])
                .toList();
    }

    private static List<String> names(List<String> cells) {
        return cells.stream()
                .flatMap(cell -> Pattern.compile("`([A-Z0-9_]+)`")
                        .matcher(cell)
                        .results()
                        .map(found -> found.group(1)))
                .toList();
    }

    @Test
    void aJobThatSomebodyStartsKnowsThatPerson() throws Exception {
        Job job = plan("a: {variables: {GITLAB_USER_NAME: Own}, script: [x]}", trigger("push"), Map.of())
                .pipeline()
                .jobs()
                .getFirst();
        ProcessSession session = new ProcessSession(folder, "sh");
        session.runner = Map.of(
                "SLUICE_USER", "bob",
                "SLUICE_USER_ID", "8",
                "SLUICE_USER_NAME", "Bob",
                "SLUICE_USER_EMAIL", "bob@example.com");

        ((GitlabProgram) job.program()).run(session);

        assertThat(session.commands.getFirst().variables())
                .containsEntry("GITLAB_USER_LOGIN", "bob")
                .containsEntry("GITLAB_USER_ID", "8")
                .containsEntry("GITLAB_USER_EMAIL", "bob@example.com")
                .containsEntry("GITLAB_USER_NAME", "Own");
    }

    @Test
    void thePageNamesAllThatGitlabHas() throws Exception {
        String page = Files.readString(Path.of("../docs/variables.md"));
        List<String> given = names(cells(page, "## Given", "## Not given", 1));
        List<String> missing = names(cells(page, "## Not given", "", 1));

        assertThat(Stream.concat(given.stream(), missing.stream()).sorted())
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(new TreeSet<>(List.of(OF_GITLAB.split("\\s+"))));
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(EXPECTED.lines()
                        .map(line -> line.split(" ; ")[0].strip())
                        .distinct()
                        .toList());
    }

    @Test
    void rulesSeeThemFromWhereThePageSays() throws Exception {
        String page = Files.readString(Path.of("../docs/variables.md"));
        List<String> names = names(cells(page, "## Given", "## Not given", 1));
        List<String> from = cells(page, "## Given", "## Not given", 2);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!Set.of("CI_DISPOSABLE_ENVIRONMENT").contains(name)) {
                seen.add(name + " " + from.get(i) + " " + whereSeen(name));
            }
        }

        assertThat(seen).hasSizeGreaterThan(100).allMatch(line -> switch (line.split(" ")[1]) {
            case "before" -> line.endsWith("[included, keep, ruled 1/1]");
            case "rules" -> line.endsWith("[keep, ruled 1/1]") || line.endsWith("[included, keep, ruled 1/1]");
            default -> line.endsWith("[keep]");
        });
    }

    /** Which jobs there are where rules of an include and of a job ask whether the variable is there, in the pipeline that has it. */
    private static List<String> whereSeen(String name) {
        String line = EXPECTED.lines()
                .filter(one -> one.startsWith(name + " ;"))
                .findFirst()
                .orElseThrow();
        String source = pipelines(line.split(" ; ?", 3)[1]).stream()
                .sorted()
                .findFirst()
                .orElseThrow();
        return plan("""
            include: {local: inc.yml, rules: [{if: '$%1$s != null'}]}
            workflow: {name: a, rules: [{when: always}]}
            ruled:
              rules: [{if: '$%1$s != null'}]
              when: manual
              image: alpine
              parallel: 1
              environment: {name: review, url: 'https://x'}
              script: [x]
            keep: {script: [x]}
            """.formatted(name), trigger(source), Map.of("inc.yml", "included: {script: [x]}"))
                .pipeline()
                .jobs()
                .stream()
                .map(Job::name)
                .sorted()
                .toList();
    }

    @Test
    void aLongMessageIsCutBetweenLetters() {
        Trigger push = trigger("push");
        Trigger.Commit commit = push.commit();
        Trigger longer = new Trigger(
                push.event(),
                push.ref(),
                new Trigger.Commit(commit.sha(), "я".repeat(60_000), commit.author(), commit.timestamp()),
                push.before(),
                push.defaultBranch(),
                push.actor(),
                push.project(),
                Optional.empty(),
                Map.of());
        Map<String, String> given = new LinkedHashMap<>();
        Predefined.ofPipeline(longer, "f").forEach(one -> given.put(one.name(), one.value()));

        assertThat(given)
                .containsEntry("CI_COMMIT_MESSAGE_IS_TRUNCATED", "true")
                .containsEntry("CI_COMMIT_MESSAGE", "я".repeat(50_000));
    }

    @Test
    void aRuleDecidesWhetherAPersonStartsTheJob() {
        Planned.Ready planned = plan("""
            workflow: {rules: [{when: always}]}
            by rule: {rules: [{when: manual}], script: [x]}
            by itself: {when: manual, rules: [{when: on_success}], script: [x]}
            """, trigger("push"), Map.of());

        assertThat(planned.pipeline().jobs().stream()
                        .filter(job -> ((GitlabProgram) job.program())
                                .variables()
                                .below()
                                .contains(Predefined.BY_HAND))
                        .map(Job::name))
                .containsExactly("by rule");
    }
}
