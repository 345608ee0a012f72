package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entries of {@code needs} that name a job of another pipeline (docs.gitlab.com, CI/CD YAML syntax,
 * {@code needs:project} and {@code needs:pipeline:job}). Such a job is not waited for, only its artifacts are taken; nothing
 * here hands those over yet, so a job that wants them fails before its script.
 */
final class OtherNeedsReader {
    private static final int PROJECTS_MAX = 5;

    private OtherNeedsReader() {}

    /** Whether an entry names a job of another pipeline. */
    static boolean isOther(Hash need) {
        return need.has("project") || need.has("pipeline");
    }

    /** The entries that do. */
    static List<Hash> others(ConfigValue needs) {
        List<Hash> others = new ArrayList<>();
        collect(needs, others);
        return others;
    }

    private static void collect(ConfigValue value, List<Hash> into) {
        if (value instanceof Hash hash && isOther(hash)) {
            into.add(hash);
        } else if (value instanceof Items items) {
            items.items().forEach(item -> collect(item, into));
        }
    }

    /** Tells those that stand in a rule, where GitLab takes jobs of the same pipeline alone. */
    static void refuse(FieldReader rule) {
        for (Hash need : others(rule.value("needs"))) {
            rule.problems()
                    .error(
                            need.at(),
                            "needs-other",
                            rule.owner() + ": \"needs\" of a rule names jobs of the same pipeline, not of another");
        }
    }

    /** Whose artifacts the job wants, in words; none where it wants none. */
    static List<String> wanted(FieldReader job) {
        List<String> wanted = new ArrayList<>();
        int projects = 0;
        for (Hash need : others(job.value("needs"))) {
            FieldReader reader = job.below(need, "needs");
            projects += need.has("project") ? 1 : 0;
            Optional<String> words = need.has("project") ? ofProject(reader) : ofPipeline(reader);
            boolean artifacts = reader.flag("artifacts").orElse(true);
            words.filter(_ -> artifacts).ifPresent(what -> {
                wanted.add(what);
                job.problems()
                        .warning(
                                need.at(),
                                "needs-other",
                                reader.owner() + ": the artifacts of " + what
                                        + " are not handed over yet; the job will fail before its script",
                                "with \"artifacts: false\" it runs without them");
            });
        }
        if (projects > PROJECTS_MAX) {
            job.problems()
                    .error(
                            job.keyAt("needs"),
                            "limit",
                            job.owner() + ": \"needs\" names " + projects + " jobs of other projects, the limit is "
                                    + PROJECTS_MAX);
        }
        return wanted;
    }

    private static Optional<String> ofProject(FieldReader need) {
        Keywords.NEED_OF_PROJECT.check(need.hash(), need.owner(), need.problems());
        Optional<Text> project = need.filledText("project");
        for (String needed : List.of("job", "ref")) {
            need.filledText(needed);
            if (!need.has(needed)) {
                missing(need, needed, "project");
            }
        }
        Optional<Text> job = need.filledText("job");
        return project.isPresent() && job.isPresent()
                ? Optional.of("\"" + Keywords.shown(job.get().text()) + "\" of the project "
                        + Keywords.shown(project.get().text()))
                : Optional.empty();
    }

    private static Optional<String> ofPipeline(FieldReader need) {
        Keywords.NEED_OF_PIPELINE.check(need.hash(), need.owner(), need.problems());
        need.filledText("pipeline");
        Optional<Text> job = need.filledText("job");
        if (!need.has("job")) {
            need.problems()
                    .notYet(
                            need.keyAt("pipeline"),
                            need.owner() + ": to mirror another pipeline (\"pipeline\" without \"job\")");
        }
        return job.map(text -> "\"" + Keywords.shown(text.text()) + "\" of another pipeline");
    }

    private static void missing(FieldReader need, String key, String beside) {
        need.problems()
                .error(
                        need.hash().at(),
                        "missing",
                        need.owner() + ": \"" + key + "\" is missing beside \"" + beside + "\"");
    }
}
