package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.Explained.JobReason;
import dev.sluice.dialects.gitlab.Explained.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Why jobs take part: the rule with its place, and what its variables had. */
final class ExplainedTest {
    private static final String FILE = """
        stages: [one, two]
        late: {stage: two, script: x, only: [tags]}
        never: {stage: two, script: x, except: {variables: [$KIND == "x"]}}
        plain: {script: x, stage: one}
        asked:
          stage: one
          script: x
          rules:
            - if: $CI_COMMIT_TAG
            - if: $KIND == "x" && $OTHER == null
              when: manual
            - if: $TOKEN
        dropped:
          stage: one
          script: x
          rules:
            - if: $TOKEN =~ /^no/
            - changes: [a, b]
              when: never
        left:
          extends: .left
        .left:
          stage: one
          script: x
          rules: [{if: $TOKEN == "no"}]
        soon: {stage: two, script: x, rules: [{when: delayed, start_in: 1 hour}]}
        """;

    private static Explained explain(String file, Trigger trigger) {
        KeptVariables kept = KeptVariables.everywhere(
                List.of(GitlabVariable.of("KIND", "x"), GitlabVariable.secret("TOKEN", "hunter2")));
        return GitlabDialect.explain("f.yml", file, MemoryTree.empty(), trigger, kept, Map.of());
    }

    private static String line(JobReason job) {
        StringBuilder line = new StringBuilder(
                job.name() + " " + job.when() + ": " + job.reason().words());
        job.reason().rules().forEach(rule -> line.append(rule.holds() ? " [+" : " [-")
                .append(rule.at().line())
                .append(" ")
                .append(rule.text())
                .append("]"));
        job.reason().variables().forEach((name, value) -> line.append(" ")
                .append(name)
                .append(
                        switch (value) {
                            case Value.Text(String text) -> "=" + text;
                            case Value.Undefined _ -> "?";
                            case Value.Masked _ -> "*";
                        }));
        return line.toString();
    }

    @Test
    void eachJobSaysWhy() {
        Explained explained = explain(FILE, Triggers.push("main"));

        assertThat(explained.workflow()).isEmpty();
        assertThat(explained.jobs())
                .extracting(ExplainedTest::line)
                .containsExactly(
                        "plain on_success: it has no rules",
                        "asked manual: rule 2 of 3 holds [-9 if: $CI_COMMIT_TAG] [+10 if: $KIND == \"x\" && $OTHER =="
                                + " null, when: manual] CI_COMMIT_TAG? KIND=x OTHER?",
                        "dropped out: rule 2 of 2 holds and says never [-17 if: $TOKEN =~ /^no/]"
                                + " [+18 changes: [\"a\",\"b\"], when: never] TOKEN*",
                        "left out: its only rule does not hold [-25 if: $TOKEN == \"no\"] TOKEN*",
                        "late out: \"only\" does not let it in",
                        "never out: \"except\" leaves it out KIND=x",
                        "soon delayed: rule 1 of 1 holds [+26 when: delayed, start_in: 1 hour]");
        assertThat(explained.toString()).doesNotContain("hunter2");
    }

    @Test
    void clausesThatLookAtFilesNameThem() {
        MemoryTree tree = MemoryTree.of(Map.of("a/x.md", "", "a/y.md", "", "b.txt", "", "pom.xml", ""))
                .changing(List.of("a/x.md", "a/y.md", "gone.txt"));
        Explained explained = GitlabDialect.explain(
                "f.yml",
                """
                docs: {script: x, rules: [{changes: ["$WHERE/**/*"]}]}
                none: {script: x, rules: [{changes: [b.txt], exists: [pom.xml]}]}
                both: {script: x, rules: [{changes: [gone.txt], exists: ["*.xml", none]}]}
                left: {script: x, rules: [{exists: [Makefile]}]}
                asked: {script: x, rules: [{if: $NONE, changes: [b.txt]}]}
                against: {script: x, rules: [{changes: {paths: [b.txt], compare_to: main}, when: never}, {when: on_success}]}
                old: {script: x, only: {changes: [b.txt]}}
                """,
                tree,
                Triggers.push("main"),
                KeptVariables.everywhere(List.of(GitlabVariable.of("WHERE", "a"))),
                Map.of());

        assertThat(explained.jobs())
                .extracting(job ->
                        job.name() + " " + job.when() + " " + job.reason().words() + " "
                                + job.reason().rules().stream()
                                        .flatMap(rule -> rule.clauses().stream())
                                        .map(clause -> clause.keyword() + (clause.holds() ? "+ " : "- ")
                                                + clause.words() + " " + clause.files())
                                        .toList())
                .containsExactly(
                        "docs on_success rule 1 of 1 holds [changes+ 2 of 3 changed files match [a/x.md, a/y.md]]",
                        "none out its only rule does not hold [changes- none of 3 changed files matches []]",
                        "both on_success rule 1 of 1 holds [changes+ 1 of 3 changed files matches [gone.txt],"
                                + " exists+ 1 of 4 files matches [pom.xml]]",
                        "left out its only rule does not hold [exists- none of 4 files matches []]",
                        "asked out its only rule does not hold []",
                        "against on_success rule 2 of 2 holds [changes- none of 3 changed files matches []]",
                        "old out \"only\" does not let it in; \"only\": changes: none of 3 changed files matches []");
    }

    @Test
    void theWorkflowSaysWhy() {
        Explained explained =
                explain("workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: x}", Triggers.push("main"));

        assertThat(explained.planned()).isInstanceOf(Planned.NothingToRun.class);
        assertThat(explained.workflow().orElseThrow().words()).isEqualTo("its only rule does not hold");
        assertThat(explained.workflow().orElseThrow().variables())
                .containsEntry("CI_COMMIT_TAG", new Value.Undefined());
        assertThat(explained.jobs()).isEmpty();
    }
}
