package dev.sluice.app.trigger;

import dev.sluice.core.model.Fetched;
import java.time.Duration;

/**
 * Pipeline files from outside of the repositories, as far as whoever runs Sluice allows it. One is made for each plan: the
 * same question gets the same answer for as long as it lives. Safe for many threads.
 */
public interface IncludedFiles {

    /**
     * A file at an address.
     *
     * @param kept how old a copy may be that was fetched before; zero: none
     */
    Fetched remote(String address, Duration kept);

    /**
     * One of GitLab's templates.
     *
     * @param name e.g. {@code Jobs/Build.gitlab-ci.yml}
     */
    Fetched template(String name);
}
