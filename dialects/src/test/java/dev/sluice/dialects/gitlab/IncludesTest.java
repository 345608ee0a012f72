package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files from elsewhere: other projects, addresses, templates, components. */
final class IncludesTest {
    private static final String REMOTE = "https://example.com/ci.yml";
    private static final String JOB = "built: {script: x}";

    private static List<String> jobs(String file, Elsewhere tree) {
        return switch (GitlabDialect.check("f.yml", file, tree, Triggers.push("main"), List.of(), Map.of())) {
            case Parsed.Valid<GitlabFile>(var value, var _) ->
                value.jobs().stream().map(GitlabFile.ListedJob::name).toList();
            case Parsed.Invalid<GitlabFile>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static List<String> mistakes(String file, Elsewhere tree) {
        return switch (GitlabDialect.check("f.yml", file, tree, Triggers.push("main"), List.of(), Map.of())) {
            case Parsed.Valid<GitlabFile> _ -> List.of();
            case Parsed.Invalid<GitlabFile>(var problems) ->
                problems.stream().map(IncludesTest::words).toList();
        };
    }

    private static String words(Problem problem) {
        return problem.at() + ": " + problem.message();
    }

    private static Elsewhere with(String... pairs) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            texts.put(pairs[i], pairs[i + 1]);
        }
        return new Elsewhere(texts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include: https://example.com/ci.yml | 0",
                "include: {remote: https://example.com/ci.yml} | 0",
                "include: [{remote: https://example.com/ci.yml, cache: true}] | 60",
                "include: [{remote: https://example.com/ci.yml, cache: 30 minutes}] | 30",
                "include: [{remote: https://example.com/ci.yml, cache: false}] | 0",
                "include: [{remote: https://$HOST/ci.yml, rules: [{if: $CI_COMMIT_BRANCH}]}] | 0",
            })
    void remoteFiles(String include, int minutes) {
        Elsewhere tree = with(REMOTE, JOB, "https:///ci.yml", JOB);

        assertThat(jobs(include, tree)).containsExactly("built");
        assertThat(tree.asked().getFirst()).endsWith("/ci.yml " + minutes);
    }

    @Test
    void remoteFilesThatARuleLeavesOutAreNotAskedFor() {
        Elsewhere tree = with(REMOTE, JOB);

        assertThat(jobs("include: [{remote: " + REMOTE + ", rules: [{if: $NONE}]}]\na: {script: x}", tree))
                .containsExactly("a");
        assertThat(tree.asked()).isEmpty();
    }

    @Test
    void integrityIsOfTheBytesThatCame() {
        Elsewhere tree = with(REMOTE, JOB);
        String include = "include:\n  - remote: " + REMOTE + "\n    integrity: sha256-";

        assertThat(jobs(include + Elsewhere.sha256(JOB), tree)).containsExactly("built");
        assertThat(mistakes(include + Elsewhere.sha256("other") + "\na: {script: x}", tree))
                .containsExactly("f.yml:3:16: \"" + REMOTE + "\" has the digest sha256-" + Elsewhere.sha256(JOB)
                        + ", not the one that is given: it was changed");
        assertThat(mistakes(include + "abc\na: {script: x}", tree))
                .containsExactly("f.yml:3:16: include: \"integrity\" must be sha256- and the digest in base64");
    }

    @Test
    void aFileThatCannotBeFetchedIsToldWhereItIsNamed() {
        assertThat(mistakes(
                        "include:\n  - remote: " + REMOTE + "\n  - template: Go.gitlab-ci.yml\na: {script: x}", with()))
                .containsExactly(
                        "f.yml:2:13: \"" + REMOTE + "\" cannot be included: there is no such file",
                        "f.yml:3:15: \"Go.gitlab-ci.yml\" cannot be included: there is no such file");
    }

    @Test
    void whatAMissingFileMayHoldIsNoFurtherMistake() {
        assertThat(mistakes("""
            include: https://example.com/ci.yml
            a:
              extends: .base
              stage: lint
              needs: [made]
              script: [!reference [.base, script]]
              scripts: x
            """, with()))
                .containsExactly(
                        "f.yml:1:10: \"" + REMOTE + "\" cannot be included: there is no such file",
                        "f.yml:7:3: job \"a\": unknown keyword \"scripts\"");
    }

    @Test
    void mistakesInAFileFromElsewhereHaveTheirPlaceThere() {
        assertThat(mistakes("include: " + REMOTE, with(REMOTE, "built:\n  scripts: x")))
                .containsExactly(
                        REMOTE + ":1:1: job \"built\" has no \"script\"",
                        REMOTE + ":2:3: job \"built\": unknown keyword \"scripts\"");
    }

    @Test
    void aStrangersFileIncludesStrangersFilesOnly() {
        Elsewhere tree = with(
                REMOTE,
                "include: [local.yml, {project: g/p, file: a.yml}, {component: $CI_SERVER_FQDN/g/p/c@main},"
                        + " {template: Jobs/B.gitlab-ci.yml}]",
                "template Jobs/B.gitlab-ci.yml",
                "include: {remote: https://example.com/more.yml}",
                "https://example.com/more.yml",
                JOB,
                "local.yml",
                JOB,
                "g/p@main:a.yml",
                JOB);
        String why = "a file from elsewhere can include remote files and templates alone, and not ";

        assertThat(mistakes("include: " + REMOTE, tree))
                .containsExactly(
                        REMOTE + ":1:11: " + why + "\"local.yml\"",
                        REMOTE + ":1:32: " + why + "\"g/p\"",
                        REMOTE + ":1:63: " + why + "\"$CI_SERVER_FQDN/g/p/c@main\"");
        assertThat(tree.asked()).contains("Jobs/B.gitlab-ci.yml", "https://example.com/more.yml 0");
    }

    @Test
    void circlesThroughAddressesAreTold() {
        Elsewhere tree =
                with(REMOTE, "include: https://example.com/b.yml", "https://example.com/b.yml", "include: " + REMOTE);

        assertThat(mistakes("include: " + REMOTE + "\na: {script: x}", tree))
                .singleElement()
                .asString()
                .contains("goes in a circle: " + REMOTE + " -> https://example.com/b.yml -> " + REMOTE);
    }

    @Test
    void aFileAtAnotherCommitIsAnotherFile() {
        Elsewhere tree = with(
                "lib/ci@v2:base.yml", "include: [{project: lib/ci, ref: v1, file: base.yml}]\nnew: {script: x}",
                "lib/ci@v1:base.yml", "old: {script: x}",
                "lib/ci@dev:base.yml", "include: [{project: lib/ci, ref: dev, file: base.yml}]");

        assertThat(jobs("include: [{project: lib/ci, ref: v2, file: base.yml}]", tree))
                .containsExactlyInAnyOrder("old", "new");
        assertThat(mistakes("include: [{project: lib/ci, ref: dev, file: base.yml}]", tree))
                .anySatisfy(mistake ->
                        assertThat(mistake).contains("goes in a circle: lib/ci:base.yml -> lib/ci:base.yml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{local: a.yml, remote: https://x/a.yml} | 1:10 | exactly one of local",
                "{rules: []} | 1:10 | exactly one of local",
                "{local: a.yml, integrity: sha256-x} | 1:25 | \"integrity\" goes with \"remote\"",
                "{local: a.yml, cache: true} | 1:25 | \"cache\" goes with \"remote\"",
                "{remote: https://x/a.yml, cache: 5 seconds} | 1:43 | at least 1 minute",
                "{remote: https://x/a.txt} | 1:19 | no name that ends in .yml",
                "{artifact: a.yml, job: j} | 1:11 | goes below a job's",
                "{project: g/p} | 1:10 | go together",
                "{local: a.yml, ref: main} | 1:10 | go together",
                "{template: Go.yml} | 1:21 | has no name such as",
                "{template: ../x/Go.gitlab-ci.yml} | 1:21 | has no name such as",
                "{component: c@1} | 1:22 | is not HOST/PROJECT/NAME@VERSION",
                "{component: gitlab.com/g/p/c@1} | 1:22 | is on another server",
                "{component: $CI_SERVER_FQDN/g/none/c@1} | 1:22 | no project \"g/none\"",
                "{remot: https://x/a.yml} | 1:11 | unknown keyword \"remot\"",
            })
    void mistakesOfEntries(String entry, String place, String words) {
        assertThat(mistakes("include: " + entry + "\na: {script: x}", with("a.yml", JOB)))
                .anySatisfy(mistake ->
                        assertThat(mistake).startsWith("f.yml:" + place + ": ").contains(words));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, 1.0.0, 1.0.0",
        "~latest, 1.2.0, 1.2.0",
        "1, 1.2.0, 1.2.0",
        "1.0, 1.0.10, 1.0.10",
        "main, main, ''",
        "dev, dev, ''",
        "nightly, nightly, ''",
    })
    void componentsByVersion(String version, String ref, String known) {
        String component = """
            spec: {component: [name, sha, version, reference], inputs: {stage: {default: test}}}
            ---
            "$[[ component.name ]] $[[ component.sha ]] v$[[ component.version ]] $[[ component.reference ]]":
              stage: $[[ inputs.stage ]]
              script: x
            """;
        Elsewhere tree = with(
                "g/p@main:templates/c.yml", component,
                "g/p@dev:templates/c/template.yml", component,
                "g/p@nightly:templates/c.yml", component,
                "g/p@1.0.0:templates/c.yml", component,
                "g/p@1.0.9:templates/c.yml", component,
                "g/p@1.0.10:templates/c.yml", component,
                "g/p@1.2.0:templates/c.yml", component,
                "g/p@2.0.0-rc1:templates/c.yml", component);

        assertThat(jobs("include: {component: $CI_SERVER_FQDN/g/p/c@" + version + "}", tree))
                .containsExactly("c sha-of-" + ref + " v" + known + " " + version);
    }

    @Test
    void componentsIncludeFromTheirOwnProject() {
        Elsewhere tree = with(
                "g/p@main:README.md",
                "",
                "g/p@1.0.0:templates/c.yml",
                "include: /jobs/a.yml",
                "g/p@1.0.0:jobs/a.yml",
                JOB,
                "jobs/a.yml",
                "no: {script: x}");

        assertThat(jobs("include: {component: $CI_SERVER_FQDN/g/p/c@1}", tree)).containsExactly("built");
    }

    @Test
    void mistakesOfComponents() {
        Elsewhere tree = with(
                "g/p@main:templates/c.yml",
                "spec: {component: [name, sort]}\n---\n\"$[[ component.sha ]]\": {script: x}");

        assertThat(mistakes("include: {component: $CI_SERVER_FQDN/g/p/c@~latest}\na: {script: x}", tree))
                .singleElement()
                .asString()
                .contains("no tag of its project is a version");
        assertThat(mistakes("include: {component: $CI_SERVER_FQDN/g/p/d@main}\na: {script: x}", tree))
                .singleElement()
                .asString()
                .contains("neither templates/d.yml nor templates/d/template.yml");
        assertThat(mistakes("include: {component: $CI_SERVER_FQDN/g/p/c@main}\na: {script: x}", tree))
                .containsExactly(
                        "g/p:templates/c.yml:1:26: header: spec: \"component\" is \"sort\"; there are name, sha,"
                                + " version, reference");
        assertThat(mistakes("spec: {component: [name]}\n---\na: {script: x}", tree))
                .containsExactly(
                        "f.yml:1:20: header: spec: \"component\" is for files that are included as a component");
    }

    @Test
    void headersTakeInputsOfOtherFiles() {
        Elsewhere tree = with(
                "inputs.yml",
                "inputs: {name: {default: one}}",
                REMOTE,
                "inputs: {stage: {default: test}}",
                "g/p@main:i.yml",
                "inputs: {more: {default: 2, type: number}}");
        String file = """
            spec:
              include:
                - local: inputs.yml
                - remote: https://example.com/ci.yml
                - {project: g/p, file: i.yml}
              inputs: {own: {default: x}}
            ---
            "$[[ inputs.name ]] $[[ inputs.more ]] $[[ inputs.own ]]":
              stage: $[[ inputs.stage ]]
              script: x
            """;

        assertThat(jobs(file, tree)).containsExactly("one 2 x");
        assertThat(mistakes(file.replace("own:", "name:"), tree)).anySatisfy(mistake -> assertThat(mistake)
                .startsWith("f.yml:6:12: the input \"name\" is declared here and in inputs.yml:1:10"));
        assertThat(mistakes(
                        "spec: {include: [{local: more.yml}]}\n---\na: {script: x}",
                        with("more.yml", "inputs: {}\nb: 1")))
                .containsExactly("more.yml:2:1: inputs of the header: unknown keyword \"b\"; there are inputs");
    }

    @Test
    void childrenOfTheSameKinds() {
        Elsewhere tree = with(REMOTE, "spec: {inputs: {name: {}}}\n---\n$[[ inputs.name ]]: {script: x}");
        String file =
                "a:\n  trigger:\n    include:\n      - remote: " + REMOTE + "\n        inputs: {name: it's \"1\"}\n";
        Planned planned = GitlabDialect.plan("f.yml", file, tree, Triggers.push("main"), List.of());
        GitlabTrigger trigger = (GitlabTrigger)
                ((Planned.Ready) planned).pipeline().jobs().getFirst().program();
        var request =
                (DownstreamProgram.Request.Child) trigger.request(new DownstreamProgram.Known(Map.of(), List.of()));
        var source = (DownstreamProgram.Source.Inline) request.files().getFirst();

        assertThat(jobs(source.text(), tree)).containsExactly("it's \"1\"");
        assertThat(source.name()).isEqualTo("trigger of a");
    }

    @Test
    void maskedValuesAreInNoMessage() {
        String file = "include: [{remote: https://example.com/$KEY.yml}, {local: $KEY.yml}, {template:"
                + " $KEY.gitlab-ci.yml}]\n";

        Planned planned = GitlabDialect.plan(
                "f.yml", file, with(), Triggers.push("main"), List.of(GitlabVariable.secret("KEY", "hunter22")));

        assertThat(planned).isInstanceOf(Planned.Refused.class);
        assertThat(planned.toString()).contains("[MASKED].yml").doesNotContain("hunter22");
    }
}
