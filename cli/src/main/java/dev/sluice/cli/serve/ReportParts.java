package dev.sluice.cli.serve;

import dev.sluice.adapters.git.GitCommitFiles;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.report.Reports;
import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.adapters.store.Store;
import dev.sluice.adapters.store.report.SqlReportQueries;
import dev.sluice.adapters.store.report.SqlReportStore;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.report.CommitFiles;
import dev.sluice.app.report.ReportCollector;
import dev.sluice.app.report.ReportQueries;

/** The parts of the server that read reports and show them. Safe for many threads. */
record ReportParts(ReportCollector collector, ReportQueries queries, CommitFiles commits) {

    /** Wires them; the collector reads nothing before its start. */
    static ReportParts open(Store store, ServerRepositories repositories, RunParts runs, LiveEvents events) {
        ReportCollector collector = new ReportCollector(new ReportCollector.Parts(
                store.runs(),
                runs.logs(),
                runs.artifacts(),
                new Reports(),
                new SqlReportStore(store.database()),
                // What is masked in a job's log is masked in what it reports.
                (run, job) -> Masker.ofTexts(runs.variables().of(run, job)),
                run -> events.publish(LiveTopics.run(run))));
        return new ReportParts(collector, new SqlReportQueries(store.database()), new GitCommitFiles(repositories::of));
    }
}
