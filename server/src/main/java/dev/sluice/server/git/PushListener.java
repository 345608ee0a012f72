package dev.sluice.server.git;

import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import java.util.List;

/** Hears of pushes that git has accepted. Safe for many threads. */
public interface PushListener {

    /**
     * Asked before git sees a push.
     *
     * @param refs full names of those that it would change
     * @return why some of them may not be changed by this caller, a line each; empty where the push may go on
     */
    List<String> refusals(Project project, Caller caller, List<String> refs);

    /**
     * Refs of the project may have moved.
     *
     * @param options what the pusher gave by {@code git push -o}
     * @return lines for the pusher's terminal
     */
    List<String> received(Project project, Caller caller, List<String> options);

    /**
     * Refs of the project are about to be deleted, and what git has noted of them with them: what was pushed to them must
     * be looked at now. Never throws.
     *
     * @return lines for the pusher's terminal
     */
    List<String> deleting(Project project, Caller caller);

    /** What the pusher is told where his push made the project: a line for his terminal. */
    String made(Project project);
}
