package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Answer;
import dev.sluice.core.model.Publication.Link;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.GitRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that announce a release when their script has passed. */
final class ReleaseTest {
    private static final String WHOLE = """
        job:
          variables: {VERSION: "1.4", PLACE: https://files.example.com}
          script: echo made
          after_script: echo "after $CI_JOB_STATUS"
          release:
            tag_name: v$VERSION
            tag_message: Version $VERSION
            ref: stable
            name: Release $VERSION
            description: What is new in $VERSION
            milestones: [m1, "$VERSION"]
            released_at: '2026-07-15T10:00:00+02:00'
            assets:
              links:
                - {name: tool $VERSION, url: $PLACE/tool, filepath: /bin/tool, link_type: package}
                - {name: notes, url: $PLACE/notes}
        """;

    @TempDir
    private Path folder;

    private ProcessSession session;

    @BeforeEach
    void open() {
        session = new ProcessSession(folder, "bash");
    }

    private Outcome run(String yaml) throws JobStopped {
        Planned planned = GitlabDialect.plan(
                "f.yml",
                yaml,
                MemoryTree.empty(),
                Triggers.of(Trigger.Event.PUSH, new GitRef.Branch("main"), Map.of()),
                List.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        assertThat(((Planned.Ready) planned).warnings()).isEmpty();
        GitlabProgram program = (GitlabProgram)
                ((Planned.Ready) planned).pipeline().jobs().getFirst().program();
        return program.run(session).outcome();
    }

    private Publication published() {
        return session.published.getFirst();
    }

    @Test
    void everyTextIsExpandedAndItComesBeforeTheAfterScript() throws JobStopped {
        assertThat(run(WHOLE)).isEqualTo(new Outcome.Success());

        assertThat(session.published)
                .containsExactly(new Publication(
                        "v1.4",
                        "Version 1.4",
                        "stable",
                        "Release 1.4",
                        "What is new in 1.4",
                        List.of("m1", "1.4"),
                        java.util.Optional.of(Instant.parse("2026-07-15T08:00:00Z")),
                        List.of(
                                new Link("tool 1.4", "https://files.example.com/tool", "/bin/tool", Link.Kind.PACKAGE),
                                new Link("notes", "https://files.example.com/notes", "", Link.Kind.OTHER))));
        assertThat(session.log.toString()).contains("made").endsWith("after success\n");
    }

    @Test
    void oneThatIsRefusedFailsTheJobAsAScriptWould() throws JobStopped {
        session.releaseAnswer = new Answer.Refused("it is there");

        assertThat(run(WHOLE)).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(dev.sluice.core.model.FailureReason.SCRIPT_FAILURE);
            assertThat(failure.exitCode()).hasValue(1);
            assertThat(failure.message()).isEqualTo("it is there");
        });
        assertThat(session.log.toString()).endsWith("after failed\n");
    }

    @Test
    void aScriptThatFailsAnnouncesNothing() throws JobStopped {
        assertThat(run("job: {script: exit 3, release: {tag_name: v1, description: d}}\n"))
                .isInstanceOf(Outcome.Failure.class);

        assertThat(session.published).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.md", "./notes.md", "$CI_PROJECT_DIR/notes.md", "$FILE"})
    void theDescriptionMayBeAFileThatTheScriptMade(String path) throws JobStopped {
        run("job: {variables: {FILE: notes.md}, script: \"printf 'one\\ntwo' > notes.md\","
                + " release: {tag_name: v1, description: '" + path + "'}}\n");

        assertThat(published().description()).isEqualTo("one\ntwo");
    }

    @Test
    void aDescriptionThatNamesNoFileIsItself() throws JobStopped {
        run("job: {script: 'true', release: {tag_name: v1, description: notes-of-nobody.md}}\n");

        assertThat(published().description()).isEqualTo("notes-of-nobody.md");
    }

    @Test
    void aDescriptionThatIsTooLargeFailsTheJobAndIsNotCut() throws JobStopped {
        assertThat(run("job: {script: \"head -c 102401 /dev/zero | tr '\\\\0' x > n\","
                        + " release: {tag_name: v1, description: n}}\n"))
                .isInstanceOfSatisfying(Outcome.Failure.class, failure -> assertThat(failure.message())
                        .isEqualTo(
                                "the description of the release is larger than 100 KiB: put the rest behind a link"));
        assertThat(session.published).isEmpty();

        run("job: {script: \"head -c 102400 /dev/zero | tr '\\\\0' x > n\","
                + " release: {tag_name: v1, description: n}}\n");
        assertThat(published().description()).hasSize(102_400);
    }

    @Test
    void aMaskedValueIsInNoneOfItsTexts() throws JobStopped {
        session.projectVariables.add(new ProjectVariable("TOKEN", "correct-horse", true, false));

        run("job: {script: 'echo $TOKEN > n', release: {tag_name: v1, name: by $TOKEN, description: n}}\n");

        assertThat(published().name()).isEqualTo("by [MASKED]");
        assertThat(published().description()).isEqualTo("[MASKED]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-15, 2026-07-15T00:00:00Z",
        "2026-07-15T08, 2026-07-15T08:00:00Z",
        "2026-07-15T08:30, 2026-07-15T08:30:00Z",
        "2026-07-15 083015Z, 2026-07-15T08:30:15Z",
        "2026-07-15T08:30:15.25-0130, 2026-07-15T10:00:15.250Z",
    })
    void datesAreReadInTheFormsOfIso(String text, String moment) {
        assertThat(ReleaseDate.parse(text)).contains(Instant.parse(moment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-7-15", "2026-02-30", "2026-07-15T25:00", "2026-07-15T8"})
    void whatIsNoDateIsNone(String text) {
        assertThat(ReleaseDate.parse(text)).isEmpty();
    }
}
