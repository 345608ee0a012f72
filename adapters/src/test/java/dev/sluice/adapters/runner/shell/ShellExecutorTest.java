package dev.sluice.adapters.runner.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.runner.process.JobMark;
import dev.sluice.adapters.runner.process.MarkedProcesses;
import dev.sluice.adapters.runner.session.RunnerSettings;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.dialects.gitlab.GitlabProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellExecutorTest {
    @TempDir
    Path folder;

    private JobBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new JobBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCacheIsSharedOverTheProtectionOfBranchesOnlyWhereTheFileSaysSo() throws IOException {
        String yaml = "job: {script: ['test -e a/x && test ! -e b/x || mkdir a b; touch a/x b/x'],"
                + " cache: [{key: a, paths: [a], unprotect: true}, {key: b, paths: [b]}]}\n";
        bench.cacheScope(FileCacheStore.Scope.OPEN).run("job", bench.gitlab(yaml, "job"));

        JobResult result = bench.cacheScope(FileCacheStore.Scope.PROTECTED)
                .run(
                        "job",
                        bench.gitlab(
                                "job: {script: [test -e a/x, test ! -e b/x]" + yaml.substring(yaml.indexOf(", cache")),
                                "job"));

        assertThat(result.outcome()).isEqualTo(new JobResult.Outcome.Success());
    }

    @Test
    void outputOfBothStreamsArrivesInOrder() throws IOException {
        JobResult result = bench.run("echo one; echo two >&2; echo three; printf four");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.lines("job")).containsExactly("one", "two", "three", "four");
    }

    @Test
    void theExitCodeOfTheFailingCommandIsTheJobs() throws IOException {
        JobResult result = bench.run("echo before; (exit 42); echo after");

        assertThat(result).isEqualTo(JobBench.result(42));
        assertThat(bench.lines("job")).containsExactly("before");
    }

    @Test
    void standardInputIsAtItsEnd() throws IOException {
        assertThat(bench.run("cat; echo done").outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.log()).isEqualTo("done");
    }

    @Test
    void theWorkspaceHoldsUncommittedFilesAndAUsableRepository() throws IOException {
        bench.repository.write(".gitignore", "*.o\n").write("bin/tool", "#!/bin/sh\necho tool\n");
        bench.repository.commit("Second");
        bench.repository.git("tag", "-a", "-m", "Release", "v1.0");
        bench.repository.write("README", "changed\n").write("new.txt", "new\n").write("x.o", "ignored\n");
        Files.setPosixFilePermissions(
                bench.repository.root().resolve("bin/tool"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(bench.repository.root().resolve("link"), Path.of("README"));

        JobResult result = bench.run(
                "bin/tool; cat README new.txt; ls; readlink link; git describe; git diff --name-only; git rev-parse"
                        + " --abbrev-ref HEAD");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.lines("job"))
                .containsExactly(
                        "tool",
                        "changed",
                        "new",
                        "README",
                        "bin",
                        "link",
                        "new.txt",
                        "README",
                        "v1.0",
                        "README",
                        "bin/tool",
                        "main");
    }

    @Test
    void aJobCannotWriteIntoTheWorkingTree() throws IOException {
        bench.run("echo spoiled > README; git commit -qam x || true; git tag spoiled; git gc -q || true");

        assertThat(bench.repository.root().resolve("README")).hasContent("hello\n");
        assertThat(bench.repository.git("tag")).isEmpty();
        assertThat(bench.repository.git("fsck")).isEmpty();
    }

    @Test
    void onlyWhatAShellNeedsIsTakenOverFromTheServersEnvironment() throws IOException {
        bench.run("env | cut -d= -f1 | sort");

        assertThat(bench.lines("job"))
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LANG",
                        "LANGUAGE",
                        "LC_ALL",
                        "LC_CTYPE",
                        "USER",
                        "LOGNAME",
                        "SHELL",
                        "TZ",
                        "TMPDIR",
                        "SLUICE_JOB_MARK",
                        "PWD",
                        "SHLVL",
                        "_",
                        "OLDPWD");
    }

    @Test
    void cancelTakesAllChildrenAndIsQuick() throws Exception {
        Path pids = folder.resolve("pids");
        Thread canceller = Thread.ofVirtual().start(() -> {
            awaitFile(pids);
            bench.stop.stop();
        });

        JobResult result =
                bench.run("P=" + pids + "; sleep 1000 & echo $! > $P.part; setsid sleep 1000 & echo $! >> $P.part\n"
                        + "(setsid sh -c 'echo $$ >> '$P'.part; exec setsid sleep 1000' >/dev/null 2>&1 &)\n"
                        + "while [ $(wc -l < $P.part) -lt 3 ]; do sleep 0.01; done; mv $P.part $P; trap 'sleep"
                        + " 100' TERM; sleep 1000");
        canceller.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Canceled());
        for (String pid : Files.readAllLines(pids)) {
            assertThat(isAlive(pid)).as("process %s", pid).isFalse();
        }
    }

    @Test
    void aCancelledJobRunsItsAfterScriptAndASecondTimeEndsThatToo() throws Exception {
        Path began = folder.resolve("began");
        Path after = folder.resolve("after");
        Thread canceller = Thread.ofVirtual().start(() -> {
            awaitFile(began);
            bench.stop.stop();
            awaitFile(after);
            bench.stop.kill();
        });

        JobResult result = bench.run(
                "job",
                gitlab(
                        "touch " + began + "; sleep 1000",
                        "echo status=$CI_JOB_STATUS; touch " + after + "; sleep 1000; echo never"));
        canceller.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Canceled());
        assertThat(bench.lines("job")).contains("status=canceled").doesNotContain("never");
    }

    @Test
    void aJobThatIsToEndAtOnceRunsNoAfterScript() throws Exception {
        Path began = folder.resolve("began");
        Thread canceller = Thread.ofVirtual().start(() -> {
            awaitFile(began);
            bench.stop.kill();
        });

        JobResult result = bench.run("job", gitlab("touch " + began + "; sleep 1000", "echo status=$CI_JOB_STATUS"));
        canceller.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Canceled());
        assertThat(bench.log()).doesNotContain("status=");
    }

    private static ScriptProgram gitlab(String script, String afterScript) {
        return new GitlabProgram(
                "job",
                new GitlabProgram.Variables(List.of(), List.of()),
                List.of(),
                List.of(),
                new GitlabProgram.Scripts(List.of(), List.of(script), List.of(afterScript), List.of()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void whatTheJobLeavesInTheBackgroundEndsWithIt() throws IOException {
        Path pid = folder.resolve("pid");

        JobResult result = bench.run("setsid sh -c 'exec >/dev/null 2>&1 </dev/null; echo $$ > " + pid
                + "; exec sleep 1000' &\n" + "while [ ! -s " + pid + " ]; do sleep 0.01; done; echo done");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.lines("job").get(0)).isEqualTo("done");
        assertThat(isAlive(Files.readString(pid).strip())).isFalse();
    }

    @Test
    void aBackgroundProcessThatHoldsTheOutputDoesNotHoldTheJob() throws IOException {
        long start = System.nanoTime();

        JobResult result = bench.run("sleep 1000 & echo done");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(bench.lines("job").get(0)).isEqualTo("done");
    }

    /** Needs a control group. A chain that was not ended ends itself when the test's folder is removed. */
    @Test
    void processesThatStartEachOtherForEverAreEnded() throws Exception {
        assumeControlGroups();
        Path alive = folder.resolve("alive");

        JobResult result = bench.run("export ALIVE=" + alive + " HOME=" + folder + "\n"
                + "export B='cd \"$HOME\" && echo x >> \"$ALIVE\" && setsid bash -c \"eval \\\"\\$B\\\"\" >/dev/null"
                + " 2>&1 & exit'\n"
                + "setsid bash -c \"$B\"; while [ ! -s \"$ALIVE\" ]; do sleep 0.01; done; sleep 0.2");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        long size = Files.size(alive);
        assertThat(bench.log()).contains("Ended");
        bench.run("sleep 0.2");
        assertThat(Files.size(alive)).isEqualTo(size);
    }

    @Test
    void aProcessThatLosesTheMarkAndTheSessionIsEnded() throws IOException {
        assumeControlGroups();
        Path pid = folder.resolve("pid");

        JobResult result = bench.run("setsid env -i sh -c 'exec >/dev/null 2>&1 </dev/null; (echo $$ > " + pid
                + "; exec setsid sleep 1000)' &\n" + "while [ ! -s " + pid + " ]; do sleep 0.01; done; echo done");

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(isAlive(Files.readString(pid).strip())).isFalse();
    }

    private static void assumeControlGroups() {
        JobMark mark = JobMark.fresh();
        assumeThat(mark.group())
                .as("a control group of version 2 that may be divided")
                .isPresent();
        new MarkedProcesses(mark).end();
    }

    @Test
    void aJobThatTakesTooLongFailsByTimeout() throws IOException {
        JobResult result = bench.timeout(Duration.ofMillis(300)).run("echo begin; sleep 1000");

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.TIMEOUT);
            assertThat(failure.message()).contains("0.3s");
        });
        assertThat(bench.log()).contains("begin").contains("took longer");
    }

    @Test
    void aScriptWithALimitOfItsOwnLeavesTheJobAlive() throws IOException {
        JobResult result = bench.run("job", session -> {
            int code = session.shell(new ShellCommand(
                    "sleep 1000", Map.of(), List.of(), List.of(), Optional.of(Duration.ofMillis(200))));
            session.log(dev.sluice.core.model.JobSession.LogStyle.PLAIN, "code " + code);
            return JobBench.result(0);
        });

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.lines("job").get(1)).isEqualTo("code 124");
    }

    @Test
    void fileVariablesAreFilesOfTheOwnerOutsideOfTheWorkspace() throws IOException {
        JobResult result = bench.run(
                "job",
                session -> JobBench.result(session.shell(new ShellCommand(
                        "cat \"$KEY\"; stat -c %a \"$KEY\"; case $KEY in $PWD/*) exit 1;; esac",
                        Map.of("KEY", "content\n"), List.of("KEY"), List.of(), Optional.empty()))));

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(bench.lines("job")).containsExactly("content", "600");
    }

    @Test
    void workspacesAreGoneAfterTheJob() throws IOException {
        bench.run("mkdir -p a/b; touch a/b/c; chmod 500 a/b");
        bench.close();

        try (var left = Files.walk(bench.builds())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("builds", "0.lock", "trash");
        }
    }

    @Test
    void aJobsNameIsNoPath() throws IOException {
        for (String name : List.of("../../x", "<b>", "\u202e", "x".repeat(5000), "/", ".", "a/../../b")) {
            JobResult result = bench.run(name, bench.scripted("echo hi"));

            assertThat(result.outcome()).isEqualTo(new Outcome.Success());
            assertThat(bench.lines(name)).containsExactly("hi");
        }
        try (var top = Files.list(folder)) {
            assertThat(top.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("repository", "logs", "builds");
        }
    }

    @Test
    void aSecretIsMaskedHoweverItIsWritten() throws IOException {
        String canary = "CANARY-7f3a9c51-value";

        bench.secret("CANARY", canary)
                .run("echo $CANARY; env; set -x; echo \"<$CANARY>\"; set +x\n"
                        + "printf 'CANARY-7f3'; sleep 0.05; printf 'a9c51-value\\n'\n"
                        + "printf x | cat - <(printf %s $CANARY) | base64\n"
                        + "printf xy | cat - <(printf %s $CANARY) | base64; echo $CANARY | base64\n"
                        + "printf %s $CANARY | od -An -tx1 -v | tr -d ' \\n'; echo\n"
                        + "printf 'CAN\\033[31mARY-7f3a9\\033[0mc51-value\\n'");

        assertThat(bench.log())
                .doesNotContain(canary)
                .doesNotContain("a9c51-value")
                .contains("[MASKED]");
        assertThat(bench.log()).doesNotContain("Q0FOQVJZ").doesNotContain("43414e415259");
        assertThat(bench.log().replaceAll("\u001b\\[[0-9;]*m", "")).doesNotContain(canary);
    }

    @Test
    void aSecretThatIsAnOrdinaryWordIsRefusedWithAWarning() throws IOException {
        bench.secret("A", "a")
                .secret("BLANK", "    ")
                .secret("T", "true")
                .secret("NONE", "")
                .run("echo a true story");

        assertThat(bench.log()).contains("a true story").contains("The value of T cannot be masked");
    }

    @Test
    void aSecretInAnArtifactIsToldWithTheFilesName() throws IOException {
        bench.secret("CANARY", "CANARY-7f3a9c51-value").run("job", session -> {
            int code = session.shell(bench.command(session, "echo x > clean; echo $CANARY | base64 > leak"));
            session.keepArtifacts(new ArtifactRequest(
                    "job",
                    ArtifactRequest.Kind.ARCHIVE,
                    List.of("*"),
                    List.of(),
                    false,
                    Optional.empty(),
                    ArtifactRequest.Audience.ALL));
            return JobBench.result(code);
        });

        assertThat(bench.log()).contains("leak holds a masked value").doesNotContain("clean holds");
    }

    @Test
    void aLogThatIsTooLargeEndsTheJobAndNamesTheLimit() throws IOException {
        RunnerSettings small = new RunnerSettings("bench", "test", Duration.ofMillis(200), 10_000, 1000);

        JobResult result = bench.settings(small).run("yes | head -c 1000000000");

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.LIMIT_REACHED);
            assertThat(failure.message()).contains("runner.log_bytes");
        });
        assertThat(bench.log().length()).isBetween(9_000, 11_000);
        assertThat(bench.lines("job").getLast()).contains("runner.log_bytes");
    }

    @Test
    void hugeLinesNulBytesAndBrokenTextAreStoredReadably() throws IOException {
        bench.run("head -c 100000000 /dev/zero | tr '\\0' x; echo; printf 'a\\0b\\n'; printf 'caf\\351\\n'; echo end");

        List<String> lines = bench.lines("job");
        assertThat(lines.get(0))
                .hasSizeLessThan(70_000)
                .contains("runner.line_bytes")
                .contains("bytes left out");
        assertThat(lines.subList(1, 4)).containsExactly("a\u2400b", "caf\ufffd", "end");
    }

    @Test
    void aProgressBarKeepsItsNewestState() throws IOException {
        bench.run("for i in $(seq 1 300000); do printf '%d percent\\r' $i; done; printf 'done\\n'");

        assertThat(bench.lines("job"))
                .singleElement()
                .asString()
                .endsWith("300000 percent\rdone")
                .hasSizeLessThan(70_000);
    }

    @Test
    void aVariableThatNoProcessCanBeGivenIsNamed() throws IOException {
        JobResult result = bench.run(
                "job",
                session -> JobBench.result(session.shell(new ShellCommand(
                        "true", Map.of("BIG", "x".repeat(200_000)), List.of(), List.of(), Optional.empty()))));

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INTEGRITY);
            assertThat(failure.message()).contains("BIG").contains("200004");
        });
    }

    @Test
    void aLongScriptRunsAsWell() throws IOException {
        assertThat(bench.run("# " + "x".repeat(300_000) + "\necho long").outcome())
                .isEqualTo(new Outcome.Success());
        assertThat(bench.log()).isEqualTo("long");
    }

    /** A zombie that nobody has reaped yet is not alive. */
    private static boolean isAlive(String pid) throws IOException {
        Path stat = Path.of("/proc", pid, "stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    private static void awaitFile(Path file) {
        while (!Files.exists(file)) {
            Thread.onSpinWait();
        }
    }
}
