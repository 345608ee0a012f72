package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.DownstreamProgram.Outcome;
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
 * An entry without a job mirrors a pipeline ({@code needs:pipeline}).
 */
final class OtherNeedsReader {
    private static final int PROJECTS_MAX = 5;

    private OtherNeedsReader() {}

    /** Whether an entry names a job of another pipeline. */
    static boolean isOther(Hash need) {
        return need.has("project") || need.has("pipeline");
    }

    /** Whether a job goes by the newest pipeline of another project. */
    static boolean isMirror(Hash job) {
        return others(job.get("needs")).stream().anyMatch(OtherNeedsReader::mirrors);
    }

    private static boolean mirrors(Hash need) {
        return need.has("pipeline") && !need.has("job") && !need.has("project");
    }

    /** The pipeline that the job goes by; empty where it goes by none. */
    static Optional<TriggerSpec> mirrored(FieldReader job) {
        return others(job.value("needs")).stream()
                .filter(OtherNeedsReader::mirrors)
                .findFirst()
                .flatMap(need -> job.below(need, "needs").filledText("pipeline"))
                .map(project -> new TriggerSpec(
                        new TriggerSpec.Target.Upstream(project.text()), Outcome.MIRRORS, false, false));
    }

    /** Tells what does not go with a need of a whole pipeline. */
    private static void checkMirror(FieldReader job, List<Hash> mirrors) {
        if (job.has("script") || job.has("run")) {
            job.problems()
                    .error(
                            mirrors.getFirst().at(),
                            "exclusive",
                            job.owner()
                                    + ": a job with a \"script\" cannot mirror another pipeline (\"pipeline\" without"
                                    + " \"job\")",
                            "give that need a job of its own, without \"script\"");
        } else if (job.has("trigger")) {
            job.problems()
                    .warning(
                            mirrors.getFirst().at(),
                            "no-effect",
                            job.owner() + ": \"pipeline\" has no effect beside \"trigger\"",
                            "");
        }
        if (mirrors.size() > 1) {
            job.problems()
                    .error(
                            mirrors.get(1).at(),
                            "limit",
                            job.owner() + ": \"needs\" names " + mirrors.size() + " pipelines, the limit is 1");
        }
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
        List<Hash> all = others(job.value("needs"));
        List<Hash> mirrors = all.stream().filter(OtherNeedsReader::mirrors).toList();
        if (!mirrors.isEmpty()) {
            checkMirror(job, mirrors);
        }
        for (Hash need : all) {
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
