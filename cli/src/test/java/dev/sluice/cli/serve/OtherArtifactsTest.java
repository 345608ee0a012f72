package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Role;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts and variables that jobs take of jobs of other pipelines, on a server. */
@Timeout(120)
final class OtherArtifactsTest {
    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RunStatus push(Project project, String url, long run, String pipeline) throws Exception {
        Clone clone = Clone.init(folder.resolve(project.path() + "-" + run));
        clone.write(".gitlab-ci.yml", pipeline).commit("Run " + run);
        clone.must("push", "--force", url, "main");
        return server.finished(new RunId(project.id(), run)).status();
    }

    private JobState job(Project project, long run, String name) {
        return server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), run))
                .flatMap(stored -> stored.state().job(name))
                .orElseThrow();
    }

    @Test
    void ofTheNewestSuccessInAnotherProjectForWhoMayHaveThem() throws Exception {
        Project library = server.project("group/library");
        Project shop = server.project("group/shop");
        String libraryUrl = server.gitUrl("group/library");
        push(library, libraryUrl, 1, """
            make:
              script: [echo one > made.txt, echo VERSION=1.0 > made.env]
              artifacts: {paths: [made.txt], reports: {dotenv: made.env}}
            closed: {script: [echo x > closed.txt], artifacts: {paths: [closed.txt], access: maintainer}}
            fails: {stage: deploy, script: [exit 1]}
            """);
        assertThat(push(library, libraryUrl, 2, "make: {script: [exit 1]}\n")).isEqualTo(RunStatus.FAILED);
        server.services().accounts().create(server.admin(), "dan", "Dan", "", false, TestServer.PASSWORD.toCharArray());
        server.services().accounts().setRole(server.admin(), shop.id(), "dan", Role.MAINTAINER);
        String asDan = server.gitUrl("group/shop").replace("admin:", "dan:");
        String pipeline = """
            build: {stage: build, script: [sleep 600], when: manual}
            takes:
              variables: {WANTED: main}
              script: ['test "$(cat made.txt)-$VERSION" = one-1.0']
              needs: [{project: group/library, job: make, ref: $WANTED}]
            closed: {script: [cat closed.txt], needs: [{project: group/library, job: closed, ref: main}]}
            """;

        push(shop, asDan, 1, pipeline);
        server.services().accounts().setRole(server.admin(), library.id(), "dan", Role.READER);
        push(shop, asDan, 2, pipeline);

        assertThat(job(shop, 1, "takes").current().orElseThrow().message())
                .isEqualTo("there is no project group/library that dan may see");
        assertThat(job(shop, 2, "takes").status()).isEqualTo(JobStatus.SUCCESS);
        assertThat(job(shop, 2, "closed").current().orElseThrow().message())
                .isEqualTo("what the job closed of group/library leaves is not for dan");
    }

    @Test
    void ofTheParent() throws Exception {
        Project project = server.project("group/family");
        Clone clone = Clone.init(folder.resolve("family"));
        clone.write(".gitlab-ci.yml", """
            make:
              stage: build
              script: [echo above > made.txt]
              artifacts: {paths: [made.txt]}
            child:
              stage: test
              variables: {PARENT_PIPELINE_ID: $CI_PIPELINE_ID}
              trigger: {include: child.yml, strategy: depend}
            """);
        clone.write("child.yml", """
            takes:
              script: [grep above made.txt]
              needs: [{pipeline: $PARENT_PIPELINE_ID, job: make}]
            """).commit("Begin");
        clone.must("push", server.gitUrl("group/family"), "main");

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(job(project, 2, "takes").status()).isEqualTo(JobStatus.SUCCESS);
    }
}
