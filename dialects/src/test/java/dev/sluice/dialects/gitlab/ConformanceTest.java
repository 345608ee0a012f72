package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The cases of the conformance sets, in this process: all that only check a file, and of those that run a pipeline which
 * jobs it has. Where the sets are not, nothing is tested.
 */
final class ConformanceTest {
    private static final Path SETS = Path.of("..")
            .resolve(System.getProperty("sluice.conformance", "../shared/conformance"))
            .resolve("gitlab");

    @TestFactory
    Stream<DynamicTest> validate() throws IOException {
        return cases("validate").map(folder -> DynamicTest.dynamicTest(name(folder), () -> check(folder)));
    }

    @TestFactory
    Stream<DynamicTest> plan() throws IOException {
        return cases("run").map(folder -> DynamicTest.dynamicTest(name(folder), () -> plan(folder)));
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static Stream<Path> cases(String set) throws IOException {
        Path folder = SETS.resolve(set);
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> Files.isRegularFile(path.resolve("case.json"))).sorted().toList().stream();
        }
    }

    private static void check(Path folder) throws IOException {
        Map<?, ?> description = json(folder.resolve("case.json"));
        Map<?, ?> expected = (Map<?, ?>) description.get("expect");
        assumeTrue(!description.containsKey("args"), "a case of the command line itself");

        Parsed<GitlabFile> parsed = GitlabDialect.check(
                ".gitlab-ci.yml", Files.readString(folder.resolve(".gitlab-ci.yml")), new FolderTree(folder));

        List<Problem> problems =
                switch (parsed) {
                    case Parsed.Valid<GitlabFile> _ -> List.of();
                    case Parsed.Invalid<GitlabFile>(List<Problem> found) -> found;
                };
        int exit = problems.isEmpty() ? 0 : 2;
        assertThat(exit).as("%s", problems).isEqualTo(expected.get("exit"));
        String told = String.join(
                "\n",
                problems.stream()
                        .map(problem -> problem.at() + ": " + problem.message())
                        .toList());
        for (Object text : list(expected, "error")) {
            assertThat(told.toLowerCase(Locale.ROOT)).contains(text.toString().toLowerCase(Locale.ROOT));
        }
        for (Object place : list(expected, "at")) {
            Map<?, ?> at = (Map<?, ?>) place;
            assertThat(told).contains(":" + at.get("line") + ":" + at.get("column") + ":");
        }
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }

    private static void plan(Path folder) throws IOException {
        Map<?, ?> description = json(folder.resolve("case.json"));
        Map<?, ?> expected = (Map<?, ?>) description.get("expect");
        boolean byGit = description.containsKey("git") && ((Map<?, ?>) description.get("git")).containsKey("commits");
        assumeTrue(!byGit, "needs a history");
        assumeTrue(!"eval-list".equals(description.get("command")), "no pipeline");

        Planned planned = GitlabDialect.plan(
                ".gitlab-ci.yml",
                Files.readString(folder.resolve(".gitlab-ci.yml")),
                new FolderTree(folder),
                trigger(description),
                List.of(),
                given(description, "--input"));

        switch (planned) {
            case Planned.Refused(List<Problem> problems) ->
                assertThat(expected.get("exit")).as("%s", problems).isEqualTo(2);
            case Planned.NothingToRun(String reason, var _) ->
                assertThat(expected.get("jobs")).as(reason).isNull();
            case Planned.Ready ready -> {
                List<String> names =
                        ready.pipeline().jobs().stream().map(Job::name).toList();
                if (expected.get("jobs") instanceof Map<?, ?> jobs) {
                    jobs.keySet().forEach(job -> assertThat(names).contains(job.toString()));
                }
                for (Object absent : list(expected, "absent")) {
                    assertThat(names).doesNotContain(absent.toString());
                }
                if (expected.get("count") instanceof Integer count) {
                    assertThat(names).hasSize(count);
                }
                assertThat(expected.get("exit")).isNotEqualTo(2);
            }
        }
    }

    private static Trigger trigger(Map<?, ?> description) {
        Map<String, String> variables = given(description, "--var");
        List<?> args = list(description, "args");
        int at = args.indexOf("--event");
        String event = at < 0 ? "push" : args.get(at + 1).toString();
        Map<?, ?> git = description.get("git") instanceof Map<?, ?> map ? map : Map.of();
        String branch = git.get("branch") instanceof String text ? text : "main";
        String tag = git.get("tag") instanceof String text ? text : "";
        return switch (event) {
            case "tag" -> Triggers.of(Event.TAG, new GitRef.Tag(tag, ""), variables);
            case "merge_request", "merge_request_event" ->
                Triggers.of(Event.MERGE_REQUEST, new GitRef.Branch(branch), variables);
            case "schedule" -> Triggers.of(Event.SCHEDULE, new GitRef.Branch(branch), variables);
            case "web", "manual" -> Triggers.of(Event.MANUAL, new GitRef.Branch(branch), variables);
            default -> Triggers.of(Event.PUSH, new GitRef.Branch(branch), variables);
        };
    }

    private static Map<String, String> given(Map<?, ?> description, String option) {
        List<?> args = list(description, "args");
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < args.size(); i++) {
            if (args.get(i).equals(option)) {
                String[] pair = args.get(i + 1).toString().split("=", 2);
                values.put(pair[0], pair[1]);
            }
        }
        return values;
    }

    private static Map<?, ?> json(Path file) throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return (Map<?, ?>) loaded;
    }
}
