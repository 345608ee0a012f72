package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random valid files are accepted and planned; the same files, damaged in structure, text and bytes, are answered, quickly,
 * and every problem has a place in a file that exists. {@code -Dsluice.fuzz=1000000} takes that many files,
 * {@code -Dsluice.fuzz.seed=N} begins with another one, or one again.
 */
final class FuzzTest {
    private static final int FILES = Integer.getInteger("sluice.fuzz", 400);
    private static final int SEED = Integer.getInteger("sluice.fuzz.seed", 20_260_101);
    /** Of processor time, so that a busy machine is no failure; an answer takes a millisecond. */
    private static final Duration LONGEST = Duration.ofSeconds(2);
    /** A file that never ends shows up here. */
    private static final Duration HANGS = Duration.ofMinutes(2);

    private static final int BATCH = 400;

    private static final MemoryTree TREE = new MemoryTree(
            Map.of(
                    "inc.yml", ".base: {script: [echo base], retry: 1}\nincluded: {script: echo}\n",
                    "loop.yml", "include: loop.yml\n",
                    "inputs.yml", "spec: {inputs: {x: {default: y}}}\n---\n\"$[[ inputs.x ]]\": {script: echo}\n"),
            Optional.of(List.of("a/b.txt", "README.md")));
    private static final Set<String> FILE_NAMES = Set.of("f.yml", "inc.yml", "loop.yml", "inputs.yml");

    private volatile int current;

    @Test
    void validFilesAreAcceptedAndDamagedOnesAnswered() {
        for (int begin = 0; begin < FILES; begin += BATCH) {
            int from = SEED + begin;
            int to = SEED + Math.min(begin + BATCH, FILES);
            assertTimeoutPreemptively(
                    HANGS, () -> IntStream.range(from, to).forEach(this::file), () -> "hangs at seed " + current);
        }
    }

    /** The generator leaves no keyword out. */
    @Test
    void validFilesUseEveryKeyword() {
        Set<String> seen = new HashSet<>();
        for (int seed = SEED; seed < SEED + 1_000; seed++) {
            collect(new RandomPipeline(new Random(seed)).file(), seen);
        }

        Set<String> built = new HashSet<>();
        for (Keywords table : List.of(
                Keywords.TOP,
                Keywords.DEFAULT,
                Keywords.JOB,
                Keywords.RULE,
                Keywords.ARTIFACTS,
                Keywords.REPORTS,
                Keywords.CACHE,
                Keywords.CACHE_KEY,
                Keywords.RETRY,
                Keywords.IMAGE,
                Keywords.SERVICE,
                Keywords.RELEASE,
                Keywords.RELEASE_LINK,
                Keywords.POLICY,
                Keywords.PAGES,
                Keywords.VARIABLE,
                Keywords.STEP)) {
            built.addAll(table.names());
        }
        assertThat(seen).containsAll(built);
    }

    private static void collect(Object tree, Set<String> into) {
        switch (tree) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    into.add(key.toString());
                    collect(value, into);
                });
            case List<?> list -> list.forEach(item -> collect(item, into));
            default -> {}
        }
    }

    private void file(int seed) {
        current = seed;
        Random random = new Random(seed);
        Object tree = new RandomPipeline(random).file();
        String text = YamlText.of(tree, random);
        Trigger trigger =
                switch (random.nextInt(4)) {
                    case 0 -> Triggers.tag("v1");
                    case 1 -> Triggers.of(Event.MERGE_REQUEST, new GitRef.Branch("topic"), Map.of());
                    default -> Triggers.push("main");
                };
        within(seed, text, () -> accepted(text, trigger));
        TreeMutation damage = new TreeMutation(random);
        for (int i = random.nextInt(3); i > 0; i--) {
            tree = damage.of(tree);
        }
        String damaged = YamlText.of(tree, random);
        for (int i = random.nextInt(3); i > 0; i--) {
            damaged = Mutation.of(damaged, random);
        }
        String last = random.nextInt(4) == 0 ? bytes(damaged, random) : damaged;
        within(seed, last, () -> answered(last, trigger));
    }

    private static String bytes(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void within(int seed, String text, Runnable work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            work.run();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("seed " + seed + ":\n" + text, e);
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(Duration.ofNanos(took)).as("seed %d:%n%s", seed, text).isLessThan(LONGEST);
    }

    private static void accepted(String text, Trigger trigger) {
        Parsed<GitlabFile> checked = GitlabDialect.check("f.yml", text, TREE);
        assertThat(checked).isInstanceOf(Parsed.Valid.class);
        Planned planned = GitlabDialect.plan("f.yml", text, TREE, trigger, List.of());
        assertThat(planned).isNotInstanceOf(Planned.Refused.class);
    }

    private static void answered(String text, Trigger trigger) {
        switch (GitlabDialect.plan("f.yml", text, TREE, trigger, List.of())) {
            case Planned.Refused(List<Problem> problems) -> {
                assertThat(problems).isNotEmpty();
                for (Problem problem : problems) {
                    assertThat(FILE_NAMES).contains(problem.at().file());
                    assertThat(problem.message()).isNotBlank().doesNotContain("\n");
                }
            }
            case Planned.Ready(var pipeline, var _) ->
                assertThat(pipeline.jobs()).isNotEmpty();
            case Planned.NothingToRun(String reason, var _) ->
                assertThat(reason).isNotBlank();
        }
    }
}
