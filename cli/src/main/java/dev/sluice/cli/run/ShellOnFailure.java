package dev.sluice.cli.run;

import dev.sluice.adapters.runner.session.FailedScript;
import dev.sluice.app.run.JobExecutor.JobOrder;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** {@code --shell-into}: a shell for a person when the script of one job fails. Once a run. Safe for use by many threads. */
final class ShellOnFailure implements FailedScript {
    private final String job;
    private final RunReporter reporter;
    private final AtomicBoolean open;
    private final ReentrantLock one = new ReentrantLock();
    private boolean opened;

    /**
     * Wires it.
     *
     * @param job its name, or that of a matrix; empty text: no job
     * @param open is true while a person is in the shell
     */
    ShellOnFailure(String job, RunReporter reporter, AtomicBoolean open) {
        this.job = job;
        this.reporter = reporter;
        this.open = open;
    }

    @Override
    public void failed(JobOrder order, String how, Shell shell) throws IOException, InterruptedException {
        if (job.isEmpty() || !JobSelection.means(job, order.job().name())) {
            return;
        }
        one.lockInterruptibly();
        try {
            if (opened) {
                return;
            }
            opened = true;
            reporter.shell(order.job().name(), how, shell.workspace());
            reporter.suspend();
            open.set(true);
            try {
                shell.open();
            } finally {
                open.set(false);
                reporter.resume();
            }
        } finally {
            one.unlock();
        }
    }
}
