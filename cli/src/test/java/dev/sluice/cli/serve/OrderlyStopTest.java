package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.dialects.gitlab.GitlabDialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop while jobs run and logs are looked at. */
@Timeout(240)
final class OrderlyStopTest {
    private static final int JOBS = 50;
    private static final int VIEWS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RunId RUN = new RunId(1, 1);

    @TempDir
    private Path folder;

    private Path data;
    private int port;
    private String token = "";

    @BeforeEach
    void makeProject() throws Exception {
        data = folder.resolve("data");
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (TestServer first = TestServer.start(data)) {
            first.project("shop");
            token = first.token();
        }
    }

    @Test
    void jobsGoOnAndViewsResumeWithoutAGap() throws Exception {
        List<View> views = IntStream.range(0, VIEWS)
                .mapToObj(i -> new View("job" + i % JOBS))
                .toList();
        try (ServerProcess server = start()) {
            push();
            awaitAttempt(1);
            views.forEach(View::open);
            views.forEach(view -> Await.until(PATIENCE, () -> view.lines() > 1 ? Optional.of(true) : Optional.empty()));

            assertThat(server.stop()).as("ends within its grace time").isPresent();
            for (View view : views) {
                view.awaitEnd();
            }
        }
        try (ServerProcess server = start()) {
            awaitAttempt(2);
            for (View view : views) {
                view.open();
                view.awaitEnd();
            }
            assertThat(server.stop()).isPresent();
        }

        FileLogStore logs = new FileLogStore(data.resolve("logs"));
        for (View view : views) {
            long written = logs.lines(new LogStore.LogId(RUN, view.job, 1), 0, 1000).stream()
                    .filter(line -> line.text().startsWith("line "))
                    .count();
            assertThat(view.seen)
                    .as("each line once, in order: " + view.job)
                    .isEqualTo(IntStream.rangeClosed(1, (int) written).boxed().toList());
        }
    }

    private ServerProcess start() throws Exception {
        ServerProcess server = ServerProcess.start(data, port, List.of(), List.of("--slots", Integer.toString(JOBS)));
        String unused = server.url();
        return server;
    }

    private void push() throws Exception {
        StringBuilder pipeline =
                new StringBuilder(".job: {script: [\"for i in $(seq 1 600); do echo line $i; sleep 1; done\"]}\n");
        for (int i = 0; i < JOBS; i++) {
            pipeline.append("job").append(i).append(": {extends: .job}\n");
        }
        Clone clone = Clone.init(folder.resolve("clone"));
        clone.write(".gitlab-ci.yml", pipeline.toString()).commit("Begin");
        clone.must(
                "push",
                "http://admin:" + TestServer.PASSWORD.replace(" ", "%20") + "@127.0.0.1:" + port + "/git/shop.git",
                "main");
    }

    /** Waits until all jobs run, in their attempt of that number. */
    private void awaitAttempt(int attempt) {
        Boolean unused = Await.until(
                PATIENCE, Duration.ofMillis(200), () -> allAre(attempt) ? Optional.of(true) : Optional.empty());
    }

    /**
     * Whether all jobs run, in their attempt of that number; earlier ones ended with their runner. The store is opened
     * for each look, as an open one remembers the runs that it has read and does not see what the server writes.
     */
    private boolean allAre(int attempt) {
        try (Store store = Store.open(data.resolve("sluice.db"), GitlabDialect.PROGRAMS, InstantSource.system())) {
            List<JobState> jobs =
                    store.runs().load(RUN).map(run -> run.state().jobs()).orElse(List.of());
            return jobs.size() == JOBS
                    && jobs.stream().allMatch(job -> job.status() == JobStatus.RUNNING && job.attempt() == attempt)
                    && jobs.stream()
                            .flatMap(job -> job.attempts().stream().limit(attempt - 1L))
                            .allMatch(before -> before.failure().equals(Optional.of(FailureReason.HANDED_BACK)));
        }
    }

    /** A page that shows the log of a job's first attempt: goes on where it was when it is opened again. */
    private final class View {
        private static final Pattern LINE = Pattern.compile(">line (\\d+)<");

        private final String job;
        private final List<Integer> seen = new ArrayList<>();
        private volatile String lastEvent = "";
        private volatile int count;
        private Thread reader = new Thread();

        View(String job) {
            this.job = job;
        }

        int lines() {
            return count;
        }

        void open() {
            reader = Thread.ofVirtual().start(this::read);
        }

        void awaitEnd() throws InterruptedException {
            assertThat(reader.join(PATIENCE))
                    .as("the stream of " + job + " ends")
                    .isTrue();
        }

        private void read() {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                String resume = lastEvent.isEmpty() ? "" : "Last-Event-ID: " + lastEvent + "\r\n";
                String request = "GET /api/v1/events?log=log-1-1-1-" + job + "@0 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Authorization: Bearer " + token + "\r\n" + resume + "\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    take(line);
                    if (line.equals("event:end")) {
                        return;
                    }
                }
            } catch (IOException e) {
                // The server has ended.
            }
        }

        private void take(String line) {
            if (line.startsWith("id:")) {
                lastEvent = line.substring("id:".length()).strip();
            }
            Matcher shown = LINE.matcher(line);
            while (shown.find()) {
                seen.add(Integer.parseInt(shown.group(1)));
                count = seen.size();
            }
        }
    }
}
