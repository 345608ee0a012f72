package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.YamlText.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Valid values of the keywords that say nothing of other jobs, as trees for {@link YamlText}. */
final class RandomKeywords {
    private static final String[] DURATIONS = {"1 week", "2h 30m", "90", "3 mins 4 sec", "1 day and 2 hours", "1:30:00"
    };
    private static final String[] COMMANDS = {
        "echo hi",
        "echo \"$A: b\" | tee out",
        "make -j2 'all it'",
        "x=1\ny=2\necho $x",
        "echo 'ä → 🚀'",
        "test -f a && b || c"
    };
    private static final String[] VARIABLES = {"A", "B", "C", "CI_COMMIT_BRANCH", "CI", "UNSET"};
    private static final String[] PATTERNS = {"/^m.*n$/", "/x y/i", "/a\\/b/", "/[0-9]{2,3}|(z+)?/smU", "/éa/"};

    private final Random random;

    RandomKeywords(Random random) {
        this.random = random;
    }

    boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Puts a keyword into a mapping, or does not. */
    void some(Map<String, Object> map, String key, Supplier<?> value) {
        if (chance(3)) {
            map.put(key, value.get());
        }
    }

    List<Object> list(int max, Supplier<?> item) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(max) + 1; i > 0; i--) {
            items.add(item.get());
        }
        return items;
    }

    Map<String, Object> map() {
        return new LinkedHashMap<>();
    }

    Map<String, Object> map(String key, Object value) {
        Map<String, Object> map = map();
        map.put(key, value);
        return map;
    }

    Plain truth() {
        return new Plain(pick("true", "false", "yes", "off"));
    }

    Plain number(int min, int max) {
        return new Plain(Integer.toString(min + random.nextInt(max - min + 1)));
    }

    String duration() {
        return pick(DURATIONS);
    }

    String command() {
        return pick(COMMANDS);
    }

    Object script() {
        return chance(4) ? command() : list(3, () -> chance(6) ? list(2, this::command) : command());
    }

    String path() {
        return pick("out/", "a/b.txt", "$A/x", "**/*.{md,txt}", "target/*.jar", "docs");
    }

    private String file() {
        return pick("a.xml", "out/b.json", "$A.env");
    }

    Object variables(boolean described, boolean detailed) {
        Map<String, Object> variables = map();
        for (String name : List.of("A", "B", "C", "D_1")) {
            some(variables, name, () -> detailed && chance(3) ? variable(described) : value());
        }
        return variables;
    }

    private Object value() {
        return pick("one", "", "$UNSET two", "${CI_PROJECT_NAME}%CI%$$", new Plain("12"), new Plain("1.50"), truth());
    }

    private Object variable(boolean described) {
        Map<String, Object> detail = map("value", "two");
        some(detail, "expand", this::truth);
        if (described) {
            some(detail, "description", () -> pick("What for", new Plain("7")));
            some(detail, "options", () -> List.of("one", "two"));
        }
        return detail;
    }

    String condition(int depth) {
        String variable = "$" + pick(VARIABLES);
        if (depth > 3) {
            return variable;
        }
        return switch (random.nextInt(8)) {
            case 0 -> variable + pick(" == ", " != ", "==") + pick("\"main\"", "'x y'", "null", "$B", "true");
            case 1 -> variable + pick(" =~ ", " !~ ", "=~") + pick(PATTERNS);
            case 2 -> variable + " =~ $A";
            case 3 -> condition(depth + 1) + pick(" && ", " || ", "&&") + condition(depth + 1);
            case 4 -> "(" + condition(depth + 1) + ")";
            case 5 -> "!" + variable;
            case 6 -> "(" + condition(depth + 1) + ") == \"x\"";
            default -> variable;
        };
    }

    Object changes() {
        List<Object> paths = list(3, this::path);
        if (chance(2)) {
            return paths;
        }
        Map<String, Object> changes = map("paths", paths);
        some(changes, "compare_to", () -> "main");
        return changes;
    }

    Object exists() {
        return pick((Object) path(), list(3, this::path), map("paths", list(2, this::path)));
    }

    Object policy() {
        if (chance(2)) {
            return list(3, () -> pick("main", "/^m/", "branches", "tags", "pushes", "web", "branches@group/project"));
        }
        Map<String, Object> policy = map("refs", List.of("branches", "tags"));
        some(policy, "variables", () -> list(2, () -> condition(1)));
        some(policy, "changes", () -> list(2, this::path));
        some(policy, "kubernetes", () -> "active");
        return policy;
    }

    Object artifacts() {
        Map<String, Object> artifacts = map();
        artifacts.put("paths", chance(2) ? List.of("a", "b/c") : list(3, this::path));
        if (artifacts.get("paths").equals(List.of("a", "b/c"))) {
            some(artifacts, "expose_as", () -> "The files");
        }
        some(artifacts, "name", () -> "$CI_JOB_NAME");
        some(artifacts, "exclude", () -> list(2, this::path));
        some(artifacts, "untracked", this::truth);
        some(artifacts, "when", () -> pick("always", "on_failure", "on_success"));
        some(artifacts, "expire_in", () -> pick("never", duration()));
        artifacts.put(pick("public", "access"), null);
        artifacts.replaceAll((key, value) -> switch (key) {
            case "public" -> truth();
            case "access" -> pick("all", "none", "developer", "maintainer");
            default -> value;
        });
        some(artifacts, "reports", this::reports);
        return artifacts;
    }

    private Object reports() {
        Map<String, Object> reports = map();
        for (String kind : Keywords.REPORTS.names()) {
            if (chance(8)) {
                reports.put(kind, chance(2) ? file() : list(2, this::file));
            }
        }
        Map<String, Object> coverage = map("coverage_format", pick("cobertura", "jacoco"));
        coverage.put("path", "cov.xml");
        reports.computeIfPresent("coverage_report", (key, value) -> coverage);
        return reports;
    }

    Object cache() {
        return chance(3) ? list(4, this::oneCache) : oneCache();
    }

    private Object oneCache() {
        Map<String, Object> cache = map("paths", list(2, this::path));
        some(cache, "key", this::cacheKey);
        some(cache, "untracked", this::truth);
        some(cache, "unprotect", this::truth);
        some(cache, "when", () -> pick("always", "on_failure", "on_success"));
        some(cache, "policy", () -> pick("pull", "push", "pull-push", "$POLICY"));
        some(cache, "fallback_keys", () -> list(5, () -> pick("a", "$B-c")));
        return cache;
    }

    private Object cacheKey() {
        if (chance(2)) {
            return pick("$CI_COMMIT_REF_SLUG", "one two", "a.b");
        }
        Map<String, Object> key = map(pick("files", "files_commits"), list(2, this::file));
        some(key, "prefix", () -> "$A");
        return key;
    }

    Object image() {
        return chance(2) ? pick("alpine", "$A/b:1") : container(map());
    }

    private Map<String, Object> container(Map<String, Object> image) {
        image.put("name", pick("alpine:3", "registry.example.com:5000/a/b@sha256:cd"));
        some(image, "entrypoint", () -> list(2, () -> pick("", "/bin/sh", "-c")));
        some(image, "pull_policy", () -> pick((Object) "always", list(2, () -> pick("if-not-present", "never"))));
        some(image, "docker", () -> map(pick("user", "platform"), "linux"));
        some(image, "kubernetes", () -> map("user", pick("me", number(1, 9))));
        return image;
    }

    Object services() {
        return list(3, () -> {
            if (chance(2)) {
                return pick("postgres:13", "$A");
            }
            Map<String, Object> service = container(map());
            some(service, "alias", () -> pick("db", "db,cache"));
            some(service, "command", () -> pick((Object) "serve", List.of("serve", "-v")));
            some(service, "variables", () -> variables(false, false));
            return service;
        });
    }

    Object retry() {
        if (chance(2)) {
            return number(0, 2);
        }
        Map<String, Object> retry = map();
        some(retry, "max", () -> number(0, 2));
        some(retry, "when", () -> pick((Object) "always", List.of("script_failure", "stuck_or_timeout_failure")));
        some(retry, "exit_codes", () -> pick(number(0, 255), List.of(number(1, 9), number(1, 300))));
        return retry;
    }

    Object allowFailure() {
        return chance(2) ? truth() : map("exit_codes", pick(number(0, 255), List.of(number(1, 9), number(1, 99))));
    }

    Object inherit() {
        Map<String, Object> inherit = map();
        some(inherit, "default", () -> pick(truth(), list(3, () -> pick("image", "retry", "tags"))));
        some(inherit, "variables", () -> pick(truth(), list(2, () -> pick("A", "B"))));
        return inherit;
    }

    Object secrets() {
        Map<String, Object> engine = map("name", "kv");
        engine.put("path", "ops");
        Map<String, Object> vault = map("engine", engine);
        vault.put("path", "a");
        vault.put("field", "b");
        Map<String, Object> secret = map();
        secret.put("token", "$T");
        switch (random.nextInt(5)) {
            case 0 -> secret.put("vault", chance(2) ? "a/b/c@d" : vault);
            case 1 -> secret.put("azure_key_vault", map("name", "a"));
            case 2 -> secret.put("gcp_secret_manager", map("name", "a"));
            case 3 -> secret.put("aws_secrets_manager", map("secret_id", "a"));
            default -> secret.put("gitlab_secrets_manager", map("name", "a"));
        }
        some(secret, "file", this::truth);
        return map("SECRET", secret);
    }

    Object release() {
        Map<String, Object> release = map("tag_name", "v$A");
        release.put("description", "What is new");
        some(release, "name", () -> "One");
        some(release, "ref", () -> "$CI_COMMIT_SHA");
        some(release, "tag_message", () -> "m");
        some(release, "milestones", () -> pick((Object) "m1", List.of("m1", "m2")));
        some(release, "released_at", () -> "2026-07-15T08:00:00Z");
        Map<String, Object> link = map("name", "a");
        link.put("url", "https://example.com/a");
        some(link, "filepath", () -> "/a");
        some(link, "link_type", () -> pick("runbook", "image", "package", "other"));
        some(release, "assets", () -> map("links", List.of(link)));
        return release;
    }

    Object pages() {
        Map<String, Object> pages = map();
        some(pages, "publish", () -> "web");
        some(pages, "path_prefix", () -> "$CI_COMMIT_BRANCH");
        some(pages, "expire_in", this::duration);
        return chance(2) ? new Plain("true") : pages;
    }

    Object steps() {
        return list(3, () -> {
            Map<String, Object> step = map("name", "step_1");
            some(step, "env", () -> map("A", "b c"));
            switch (random.nextInt(4)) {
                case 0 -> step.put(pick("step", "func"), "./steps/a");
                case 1 -> {
                    Map<String, Object> git = map("url", "example.com/a");
                    git.put("rev", "v1");
                    step.put("step", map("git", git));
                    step.put("inputs", map("a", number(1, 5)));
                }
                default -> step.put("script", command());
            }
            return step;
        });
    }

    Object matrix() {
        Map<String, Object> entry = map("X", chance(3) ? "only" : List.of("a", "b c", number(1, 9)));
        some(entry, "Y", () -> List.of("p", "$A"));
        return map("matrix", List.of(entry));
    }
}
