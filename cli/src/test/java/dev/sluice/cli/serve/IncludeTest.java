package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.include.AllowedAddresses;
import dev.sluice.adapters.include.IncludeSources;
import dev.sluice.adapters.include.TemplateSource;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline file on a server that is put together from components, templates and files of elsewhere. */
@Timeout(120)
final class IncludeTest {

    @TempDir
    private Path folder;

    private List<String> jobs(TestServer server, RunId run) {
        return server.services().store().runs().load(run).orElseThrow().state().jobs().stream()
                .map(JobState::name)
                .toList();
    }

    @Test
    void componentsAndTemplatesRunAndWhatIsNotAllowedIsTold() throws Exception {
        Path templates = Files.createDirectories(folder.resolve("templates/Jobs"));
        Files.writeString(templates.resolve("Lint.gitlab-ci.yml"), "lint: {script: [echo linted]}\n");
        ServerSettings settings = ServerSettings.of(folder.resolve("data"))
                .withIncludes(new IncludeSources.Settings(
                        AllowedAddresses.none(),
                        Optional.of(TemplateSource.of("templates", folder)),
                        Optional.empty()));
        try (TestServer server = TestServer.start(settings)) {
            server.project("group/parts");
            Clone parts = Clone.init(folder.resolve("parts"));
            parts.write("templates/greet.yml", """
                spec: {component: [name, version, sha], inputs: {who: {}}}
                ---
                include: /more.yml
                greet $[[ inputs.who ]]:
                  script:
                    - echo $[[ component.name ]] $[[ component.version ]]
                    - test -n "$[[ component.sha ]]"
                """)
                    .write("more.yml", "more: {script: [echo more]}\n")
                    .commit("Begin");
            parts.must("tag", "1.3.0");
            parts.must("push", server.gitUrl("group/parts"), "main", "1.3.0");
            Project shop = server.project("group/shop");
            Clone clone = Clone.init(folder.resolve("shop"));
            String component = "{component: $CI_SERVER_FQDN/group/parts/greet@1, inputs: {who: Ada}}";

            clone.write(
                            ".gitlab-ci.yml",
                            "include: [" + component + ", {template: Jobs/Lint.gitlab-ci.yml}]\n"
                                    + "child: {trigger: {include: [" + component + "], strategy: depend}}\n")
                    .commit("Begin");
            clone.must("push", server.gitUrl("group/shop"), "main");
            RunSummary run = server.finished(new RunId(shop.id(), 1));

            assertThat(run.status())
                    .as(() -> server.services()
                            .store()
                            .runQueries()
                            .problems(new RunId(shop.id(), 1))
                            .toString())
                    .isEqualTo(RunStatus.SUCCESS);
            assertThat(jobs(server, new RunId(shop.id(), 1)))
                    .containsExactlyInAnyOrder("more", "greet Ada", "lint", "child");
            assertThat(jobs(server, new RunId(shop.id(), 2))).containsExactlyInAnyOrder("more", "greet Ada");

            clone.write(".gitlab-ci.yml", "include: https://example.com/ci.yml\na: {script: x}\n")
                    .commit("Further");
            String told = clone.must("push", server.gitUrl("group/shop"), "main");

            assertThat(told).contains("cannot start, its file has mistakes");
            assertThat(server.services().store().runQueries().problems(new RunId(shop.id(), 3)))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.message()).contains("example.com is not among the addresses");
                        assertThat(problem.hint()).contains("--allow-include example.com");
                    });
        }
    }
}
