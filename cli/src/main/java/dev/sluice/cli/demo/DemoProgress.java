package dev.sluice.cli.demo;

import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Terminal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells in lines what happens to the shop: runs, releases, deployments. Looks at the same queries as the pages, a few times
 * a second, and prints what is new. One virtual thread from {@link #start} to {@link #close}.
 */
final class DemoProgress implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int NAME_WIDTH = 12;
    private static final int RUNS_LOOKED_AT = 10;
    private static final int DEPLOYMENTS_LOOKED_AT = 10;

    private final RunQueries runs;
    private final DeliveryQueries delivery;
    private final long project;
    private final String url;
    private final Terminal terminal;
    private final Map<String, String> told = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("demo-progress").unstarted(this::watch);

    DemoProgress(RunQueries runs, DeliveryQueries delivery, long project, String url, Terminal terminal) {
        this.runs = runs;
        this.delivery = delivery;
        this.project = project;
        this.url = url;
        this.terminal = terminal;
    }

    /**
     * Begins to tell.
     *
     * @param withHistory whether what is there already is told too; otherwise only what changes from now on
     */
    void start(boolean withHistory) {
        if (!withHistory) {
            look(false);
        }
        thread.start();
    }

    private void watch() {
        try {
            do {
                look(true);
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean aloud) {
        List<RunSummary> newest = runs.runs(project, RunFilter.any(), Long.MAX_VALUE, RUNS_LOOKED_AT);
        for (RunSummary run : newest.reversed()) {
            tell(aloud, "run " + run.id().number(), run(run));
        }
        DeliveryQueries.Board board = delivery.board(project, "admin", RUNS_LOOKED_AT);
        for (DeliveryQueries.Row row : board.rows().reversed()) {
            tell(
                    aloud,
                    "release",
                    row.release().version(),
                    row.release().version() + " made from \"" + row.release().title() + "\"");
        }
        for (DeliveryQueries.Column column : board.columns()) {
            deployments(aloud, column);
        }
    }

    private void deployments(boolean aloud, DeliveryQueries.Column column) {
        List<DeploymentView> newest = delivery.environment(project, column.name(), "admin", DEPLOYMENTS_LOOKED_AT)
                .map(DeliveryQueries.EnvironmentDetail::deployments)
                .orElse(List.of());
        for (DeploymentView deployment : newest.reversed()) {
            tell(aloud, column.name(), "deployment " + deployment.number(), deployment(column, deployment));
        }
    }

    private static String run(RunSummary run) {
        return switch (run.status()) {
            case CREATED, RUNNING -> "runs: \"" + run.title() + "\"";
            case BLOCKED -> "waits for a person: " + String.join(", ", run.manual());
            case SUCCESS -> "passed" + took(run);
            case FAILED -> "failed: " + String.join(", ", run.failed()) + took(run);
            case CANCELED -> "canceled";
            case SKIPPED -> "skipped";
        };
    }

    private static String took(RunSummary run) {
        return run.startedAt().isPresent() && run.finishedAt().isPresent()
                ? " in "
                        + Math.max(
                                1,
                                Duration.between(
                                                run.startedAt().get(),
                                                run.finishedAt().get())
                                        .toSeconds()) + " s"
                : "";
    }

    private String deployment(DeliveryQueries.Column column, DeploymentView deployment) {
        String version = deployment.version();
        String why = deployment.reason().isEmpty() ? "" : ": " + deployment.reason();
        return switch (deployment.status()) {
            case NEEDS_APPROVAL -> version + " needs approval: " + page(deployment) + "/approval";
            case QUEUED -> version + " waits for its turn";
            case ROLLING -> version + " is on its way";
            case ROLLING_BACK -> version + " is taken back" + why;
            case SUCCEEDED ->
                version + " is live" + column.address().map(at -> " at " + at).orElse("");
            case TAKEN_DOWN -> version + " was taken down by " + deployment.by();
            case ROLLED_BACK -> version + " was rolled back" + why + "; see " + page(deployment);
            case ABORTED -> version + " was stopped" + why;
            case FAILED -> version + " failed" + why + "; see " + page(deployment);
            case UNCERTAIN -> version + " ended uncertain" + why + "; see " + page(deployment);
            case REJECTED -> version + " was rejected" + why;
            case SUPERSEDED -> version + " was replaced by a newer release";
            case CANCELED -> version + " was taken back before it started";
        };
    }

    private String page(DeploymentView deployment) {
        return url + "/p/" + ShopRepository.PROJECT + "/deployments/" + deployment.number();
    }

    private void tell(boolean aloud, String name, String text) {
        tell(aloud, name, name, text);
    }

    /** Prints the text beside the name, unless it was the last that was said about this key. */
    private void tell(boolean aloud, String name, String key, String text) {
        if (!text.equals(told.put(key, text)) && aloud) {
            Color color = text.startsWith("failed") || text.contains("rolled back") ? Color.RED : Color.ofName(name);
            terminal.line(
                    "  " + terminal.paint(color, name) + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + text);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
