package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hostile files: refused by name, at once, within memory. */
final class AdversarialTest {

    private static List<Problem> refused(String text, Map<String, String> others) {
        Instant start = Instant.now();
        Planned planned = GitlabDialect.plan("f.yml", text, MemoryTree.of(others), Triggers.push("main"), List.of());
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        return ((Planned.Refused) planned).problems();
    }

    private static String first(String text) {
        return refused(text, Map.of()).getFirst().message();
    }

    @Test
    void aHundredThousandJobsAreRefusedByName() {
        StringBuilder jobs = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            jobs.append("j").append(i).append(": {script: a}\n");
        }
        assertThat(first(jobs.toString())).contains("200000 nodes");
        assertThat(first(jobs.toString().repeat(3))).contains("limit is 2097152");
    }

    @Test
    void sixThousandJobsAreRefusedByName() {
        StringBuilder jobs = new StringBuilder();
        for (int i = 0; i < 6_000; i++) {
            jobs.append("j").append(i).append(": {script: a}\n");
        }
        assertThat(first(jobs.toString())).contains("more than 5000 jobs");
    }

    @Test
    void aMatrixIsCountedBeforeItIsMade() {
        String values = "[" + "1, ".repeat(19) + "1]";
        String matrix = "{A: %s, B: %s, C: %s, D: %s}".formatted(values, values, values, values);

        assertThat(first("job: {script: a, parallel: {matrix: [" + matrix + "]}}"))
                .contains("160000 jobs")
                .contains("200");
    }

    @Test
    void copiesOfManyJobsAreCountedTogether() {
        StringBuilder jobs = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            jobs.append("j").append(i).append(": {script: a, parallel: 200}\n");
        }
        assertThat(first(jobs.toString())).contains("with its copies").contains("5000");
    }

    @Test
    void includeCirclesAreWrittenOut() {
        List<Problem> problems = refused(
                "include: a.yml\njob: {script: x}\n",
                Map.of("a.yml", "include: b.yml", "b.yml", "include: c.yml", "c.yml", "include: a.yml"));

        assertThat(problems.getFirst().message()).contains("a.yml -> b.yml -> c.yml -> a.yml");
        assertThat(problems.getFirst().at()).hasToString("c.yml:1:10");
    }

    @Test
    void manyIncludesAreCounted() {
        assertThat(first("include: [" + "a.yml, ".repeat(151) + "]\njob: {script: x}\n"))
                .contains("does not exist");
        assertThat(refused(
                        "include: [" + "a.yml, ".repeat(151) + "]\njob: {script: x}\n",
                        Map.of("a.yml", "x: {script: y}")))
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("more than 150 files"));
    }

    @Test
    void datesWithoutQuotesAreRefused() {
        assertThat(first("variables: {A: 2026-01-31}\njob: {script: x}\n")).contains("is a date");
        assertThat(first("2026-01-31: {script: x}\n")).contains("is a date");
        assertThat(first("variables: {A: '2026-01-31'}\njob: {skript: x}\n")).contains("has no");
    }

    @Test
    void longChainsOfExtendsAreRefused() {
        StringBuilder jobs = new StringBuilder("job: {script: x, extends: .j0}\n");
        for (int i = 0; i < 3_000; i++) {
            jobs.append(".j").append(i).append(": {extends: .j").append(i + 1).append("}\n");
        }
        jobs.append(".j3000: {tags: [x]}\n");

        assertThat(first(jobs.toString())).contains("more than 11 levels");
    }

    @Test
    void elevenLevelsOfExtendsAreAllowed() {
        for (int levels : List.of(11, 12)) {
            StringBuilder jobs = new StringBuilder("job: {script: x, extends: .j1}\n");
            for (int i = 1; i < levels; i++) {
                jobs.append(".j")
                        .append(i)
                        .append(": {extends: .j")
                        .append(i + 1)
                        .append("}\n");
            }
            jobs.append(".j").append(levels).append(": {tags: [x]}\n");
            String downwards = jobs.toString();
            String upwards = String.join("\n", downwards.lines().toList().reversed());

            for (String text : List.of(downwards, upwards)) {
                Planned planned =
                        GitlabDialect.plan("f.yml", text, MemoryTree.empty(), Triggers.push("main"), List.of());
                assertThat(planned).isInstanceOf(levels == 11 ? Planned.Ready.class : Planned.Refused.class);
            }
        }
    }

    @Test
    void referencesThatMultiplyAreCounted() {
        StringBuilder file = new StringBuilder("job: {script: !reference [.r0]}\n");
        for (int i = 0; i < 12; i++) {
            String reference = "!reference [.r" + (i + 1) + "]";
            file.append(".r")
                    .append(i)
                    .append(": [")
                    .append(String.join(", ", java.util.Collections.nCopies(10, reference)))
                    .append("]\n");
        }
        file.append(".r12: [echo]\n");

        assertThat(first(file.toString())).contains("200000 values");
    }

    @Test
    void longChainsOfNeedsAreWalkedWithoutRecursion() {
        StringBuilder jobs = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            jobs.append("j")
                    .append(i)
                    .append(": {script: a, needs: [j")
                    .append((i + 1) % 4_000)
                    .append("]}\n");
        }
        assertThat(first(jobs.toString())).contains("circle: j0 -> j1");
    }

    @Test
    void hostileJobNamesAreTextAndLimited() {
        String names = "\"../../x\": {script: a}\n\"<b>\": {script: a}\n\"\\u202e\": {script: a}\n";
        Planned planned =
                GitlabDialect.plan("f.yml", names, MemoryTree.empty(), Triggers.push("$(touch x)"), List.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);

        assertThat(first("\"" + "x".repeat(900) + "\": {script: a}\n")).contains("limit is 255");
        assertThat(first("\"\\u202e\\n\": {script: 1}\n"))
                .doesNotContain("\u202e")
                .doesNotContain("\n");
    }

    @Test
    void unknownTagsAreRefused() {
        List<Problem> problems = refused("job: {script: !!python/object:os.system [x]}\n", Map.of());

        assertThat(problems.getFirst().code()).isEqualTo("yaml/tag");
    }
}
