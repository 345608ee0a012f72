package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.GitlabProgram.OtherNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entries of {@code needs} that name a job of another pipeline (docs.gitlab.com, CI/CD YAML syntax,
 * {@code needs:project} and {@code needs:pipeline:job}). Such a job is not waited for, only its artifacts are taken.
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

    /** Whose artifacts the job wants. */
    static List<OtherNeed> wanted(FieldReader job) {
        List<OtherNeed> wanted = new ArrayList<>();
        int projects = 0;
        for (Hash need : others(job.value("needs"))) {
            FieldReader reader = job.below(need, "needs");
            projects += need.has("project") ? 1 : 0;
            Optional<OtherNeed> one = need.has("project") ? ofProject(reader) : ofPipeline(reader);
            if (reader.flag("artifacts").orElse(true)) {
                one.ifPresent(wanted::add);
            }
            if (reader.has("parallel")) {
                reader.withoutEffect("parallel", "name the copy in \"job\"");
            }
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

    private static Optional<OtherNeed> ofProject(FieldReader need) {
        Keywords.NEED_OF_PROJECT.check(need.hash(), need.owner(), need.problems());
        Optional<Text> project = need.filledText("project");
        Optional<Text> job = needed(need, "job", "project");
        Optional<Text> ref = needed(need, "ref", "project");
        return project.isPresent() && job.isPresent() && ref.isPresent()
                ? Optional.of(new OtherNeed.OfProject(
                        project.get().text(), ref.get().text(), job.get().text()))
                : Optional.empty();
    }

    private static Optional<OtherNeed> ofPipeline(FieldReader need) {
        Keywords.NEED_OF_PIPELINE.check(need.hash(), need.owner(), need.problems());
        Optional<Text> pipeline = need.filledText("pipeline");
        boolean optional = need.flag("optional").orElse(false);
        Optional<Text> job = need.filledText("job");
        if (!need.has("job")) {
            need.problems()
                    .notYet(
                            need.keyAt("pipeline"),
                            need.owner() + ": to mirror another pipeline (\"pipeline\" without \"job\")");
        }
        return pipeline.isPresent() && job.isPresent()
                ? Optional.of(new OtherNeed.OfPipeline(
                        pipeline.get().text(), job.get().text(), optional))
                : Optional.empty();
    }

    private static Optional<Text> needed(FieldReader need, String key, String beside) {
        if (!need.has(key)) {
            need.problems()
                    .error(
                            need.hash().at(),
                            "missing",
                            need.owner() + ": \"" + key + "\" is missing beside \"" + beside + "\"");
        }
        return need.filledText(key);
    }
}
