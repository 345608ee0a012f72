package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.YamlText.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes a valid pipeline file of a few jobs, with every keyword that is read, as a tree for {@link YamlText}. What jobs say of
 * each other fits: needs are of earlier jobs, and optional, since rules may leave any job out.
 */
final class RandomPipeline {
    private static final List<String> STAGES = List.of("build", "test", "deploy");
    private static final String[] NAMES = {
        "compile", "test:unit", "deploy to 'it'", "lint ä", "a/b.c", "null job", "pages"
    };

    private final RandomKeywords some;
    private final Map<String, Object> file;
    private final List<Made> made = new ArrayList<>();

    /** A job that is there. */
    private record Made(String name, int stage, boolean triggers) {}

    RandomPipeline(Random random) {
        this.some = new RandomKeywords(random);
        this.file = some.map();
    }

    Map<String, Object> file() {
        some.some(file, "stages", () -> some.chance(2) ? STAGES : List.of("build", List.of("test", "deploy")));
        some.some(file, "variables", () -> some.variables(true, true));
        some.some(file, "workflow", this::workflow);
        some.some(file, "include", this::include);
        Map<String, Object> defaults = defaults();
        some.some(file, "default", () -> defaults);
        for (String old : List.of("image", "services", "cache", "before_script", "after_script")) {
            if (some.chance(9) && !file.containsKey("default")) {
                file.put(old, value(old));
            }
        }
        file.put(".shared", some.map("variables", some.variables(false, true)));
        file.put(".scripts", some.map("script", some.script()));
        int jobs = 1 + some.pick(0, 0, 1, 1, 2, 4);
        for (int i = 0; i < jobs; i++) {
            job(NAMES[i]);
        }
        if (some.chance(8)) {
            job("pages");
        }
        return file;
    }

    private Map<String, Object> defaults() {
        Map<String, Object> defaults = some.map();
        for (String keyword : Keywords.DEFAULT.names()) {
            some.some(defaults, keyword, () -> value(keyword));
        }
        return defaults;
    }

    /** The value of a keyword that stands in jobs and below {@code default}. */
    private Object value(String keyword) {
        return switch (keyword) {
            case "artifacts" -> some.artifacts();
            case "cache" -> some.cache();
            case "hooks" -> some.map("pre_get_sources_script", some.script());
            case "id_tokens" -> some.map("TOKEN", some.map("aud", some.pick((Object) "a", List.of("a", "b"))));
            case "identity" -> "google_cloud";
            case "image" -> some.image();
            case "interruptible" -> some.truth();
            case "retry" -> some.retry();
            case "services" -> some.services();
            case "tags" -> some.list(3, () -> some.pick("linux", "$A"));
            case "timeout" -> some.duration();
            default -> some.script();
        };
    }

    private Object workflow() {
        Map<String, Object> workflow = some.map();
        some.some(workflow, "name", () -> "Run of $CI_COMMIT_BRANCH");
        some.some(workflow, "auto_cancel", this::autoCancel);
        some.some(
                workflow,
                "rules",
                () -> some.list(3, () -> {
                    Map<String, Object> rule = some.map("if", some.condition(0));
                    some.some(rule, "when", () -> some.pick("always", "never"));
                    some.some(rule, "variables", () -> some.variables(false, false));
                    some.some(rule, "changes", some::changes);
                    some.some(rule, "exists", some::exists);
                    some.some(rule, "auto_cancel", this::autoCancel);
                    return rule;
                }));
        return workflow;
    }

    private Object autoCancel() {
        Map<String, Object> cancel = some.map();
        some.some(cancel, "on_new_commit", () -> some.pick("conservative", "interruptible", "none"));
        some.some(cancel, "on_job_failure", () -> some.pick("all", "none"));
        return cancel;
    }

    private Object include() {
        Map<String, Object> local = some.map("local", "inputs.yml");
        some.some(local, "inputs", () -> some.map("x", "given"));
        some.some(local, "rules", () -> List.of(some.map("if", some.condition(0))));
        return some.pick("inc.yml", List.of("inc.yml"), local, List.of(local), "/in*.yml");
    }

    private void job(String name) {
        int stage = some.pick(0, 1, 2);
        Map<String, Object> job = some.map();
        boolean triggers = some.chance(6);
        if (triggers) {
            trigger(job, stage);
        } else {
            runs(job, name);
        }
        if (stage != 1 || some.chance(2)) {
            job.put("stage", STAGES.get(stage));
        }
        some.some(job, "extends", () -> some.pick((Object) ".shared", List.of(".shared")));
        some.some(job, "variables", () -> some.variables(false, true));
        some.some(job, "inherit", some::inherit);
        some.some(job, "interruptible", some::truth);
        some.some(job, "resource_group", () -> "$CI_COMMIT_BRANCH");
        some.some(job, "environment", () -> environment(name, stage, triggers));
        some.some(job, "needs", () -> needs(stage));
        if (!triggers) {
            some.some(job, "dependencies", () -> dependencies(job, stage));
        }
        taking(job, stage, triggers);
        if (job.get("parallel") == null && (triggers || some.chance(3))) {
            some.some(job, "parallel", () -> triggers || some.chance(2) ? some.matrix() : some.number(1, 5));
        }
        file.put(name, job);
        made.removeIf(other -> other.name().equals(name));
        made.add(new Made(name, stage, triggers));
    }

    private void runs(Map<String, Object> job, String name) {
        if (some.chance(6)) {
            job.put("run", some.steps());
        } else {
            job.put("script", some.chance(6) ? List.of(new Plain("!reference [.scripts, script]")) : some.script());
        }
        for (String keyword : Keywords.DEFAULT.names()) {
            if (some.chance(6)) {
                job.put(keyword, value(keyword));
            }
        }
        some.some(job, "allow_failure", some::allowFailure);
        some.some(job, "coverage", () -> "/(\\d+)%/");
        some.some(job, "manual_confirmation", () -> "Really?");
        if (some.chance(6)) {
            job.put("secrets", some.secrets());
            job.put("release", some.release());
            job.put("dast_configuration", some.map("site_profile", "a"));
        }
        if (name.equals("pages") || some.chance(9)) {
            job.put("pages", some.pages());
            some.some(job, "publish", () -> "web");
        }
    }

    private void trigger(Map<String, Object> job, int stage) {
        Map<String, Object> trigger = some.map();
        List<Made> before = made.stream()
                .filter(other -> other.stage() <= stage && !other.triggers())
                .toList();
        if (some.chance(3)) {
            trigger.put("project", "group/$A");
            some.some(trigger, "branch", () -> "main");
            some.some(trigger, "inputs", () -> some.map("a", some.list(2, some::command)));
        } else if (!before.isEmpty() && some.chance(2)) {
            Map<String, Object> artifact = some.map("artifact", "child.yml");
            artifact.put("job", before.getFirst().name());
            trigger.put("include", List.of(artifact));
        } else {
            Map<String, Object> other = some.map("project", "group/other");
            other.put("file", "/ci.yml");
            other.put("ref", "main");
            trigger.put("include", some.pick((Object) "inc.yml", List.of(some.map("local", "inc.yml"), other)));
        }
        some.some(trigger, "strategy", () -> some.pick("depend", "mirror"));
        some.some(trigger, "forward", () -> some.map("yaml_variables", some.truth()));
        job.put("trigger", trigger);
        some.some(job, "allow_failure", some::truth);
    }

    private Object environment(String name, int stage, boolean triggers) {
        if (triggers || some.chance(2)) {
            return "review/$CI_COMMIT_REF_SLUG";
        }
        Map<String, Object> environment = some.map("name", "lab " + stage);
        some.some(environment, "url", () -> "https://$CI_ENVIRONMENT_SLUG.example.com");
        some.some(environment, "auto_stop_in", () -> some.pick("never", some.duration(), "$A"));
        some.some(environment, "deployment_tier", () -> some.pick("production", "testing", "other"));
        some.some(environment, "action", () -> some.pick("start", "prepare", "verify", "access"));
        if (some.chance(3)) {
            String stop = "stop " + name;
            Map<String, Object> stopped = some.map("name", "lab " + stage);
            stopped.put("action", "stop");
            Map<String, Object> job = some.map("script", some.script());
            job.put("when", "manual");
            job.put("environment", stopped);
            file.put(stop, job);
            environment.put("on_stop", stop);
        }
        return environment;
    }

    private List<Object> needs(int stage) {
        List<Object> needs = new ArrayList<>();
        for (Made other : made) {
            if (other.stage() <= stage && some.chance(2)) {
                Map<String, Object> need = some.map("job", other.name());
                need.put("optional", new Plain("true"));
                some.some(need, "artifacts", some::truth);
                needs.add(need);
            }
        }
        return needs;
    }

    private List<Object> dependencies(Map<String, Object> job, int stage) {
        List<Object> names = new ArrayList<>();
        if (job.get("needs") instanceof List<?> needs && !needs.isEmpty()) {
            needs.forEach(need -> names.add(((Map<?, ?>) need).get("job")));
        } else {
            made.stream().filter(other -> other.stage() <= stage).forEach(other -> names.add(other.name()));
        }
        return names;
    }

    /** Whether and when the job takes part. */
    private void taking(Map<String, Object> job, int stage, boolean triggers) {
        if (some.chance(2)) {
            some.some(job, "when", () -> some.pick("always", "on_failure", "manual", "on_success"));
            some.some(job, "rules", () -> some.list(4, () -> some.chance(9) ? List.of(rule(stage)) : rule(stage)));
        } else {
            some.some(job, "only", some::policy);
            some.some(job, "except", some::policy);
            if (!triggers && some.chance(6)) {
                job.put("when", "delayed");
                job.put("start_in", some.duration());
            }
        }
    }

    private Map<String, Object> rule(int stage) {
        Map<String, Object> rule = some.map("if", some.condition(0));
        some.some(rule, "changes", some::changes);
        some.some(rule, "exists", some::exists);
        some.some(rule, "allow_failure", some::truth);
        some.some(rule, "interruptible", some::truth);
        some.some(rule, "variables", () -> some.variables(false, false));
        some.some(rule, "needs", () -> needs(stage));
        if (some.chance(6)) {
            rule.put("when", "delayed");
            rule.put("start_in", some.duration());
        } else {
            some.some(rule, "when", () -> some.pick("always", "never", "manual", "on_failure", "on_success"));
        }
        return rule;
    }
}
