package dev.sluice.server.page;

import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.delivery.PublishedReleases;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a job said of v1, which is live, and of v9, which is to come. */
final class TestReleases implements PublishedReleases {
    private final Instant now = Instant.now();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();

    private PublishedRelease make(String tag, String name, String description, Instant at) {
        return new PublishedRelease(
                1,
                new Publication(
                        tag,
                        "",
                        "",
                        name,
                        description,
                        List.of("autumn"),
                        Optional.of(at),
                        List.of(
                                new Link("tool", "https://files.example.com/tool", "/bin/tool", Link.Kind.PACKAGE),
                                new Link("odd", "javascript:alert(1)", "", Link.Kind.OTHER))),
                "0123456789012345678901234567890123456789",
                "Make it faster",
                1,
                "announce",
                1,
                "ivan",
                now);
    }

    @Override
    public boolean add(PublishedRelease release) {
        throw new IllegalStateException("pages read");
    }

    @Override
    public Optional<PublishedRelease> find(long project, String tag) {
        return list(project, 2).stream().filter(one -> one.tag().equals(tag)).findFirst();
    }

    @Override
    public List<PublishedRelease> list(long project, int limit) {
        return Stream.of(
                        make("v9", "v9", "Line by line.\n".repeat(200), now.plus(Duration.ofDays(30))),
                        make("v1", "Autumn", "What is new:\n- <b>faster</b> start", now))
                .filter(one -> !removed.contains(one.tag()))
                .toList();
    }

    @Override
    public boolean remove(long project, String tag) {
        return find(project, tag).isPresent() && removed.add(tag);
    }

    /** The run of v9 has gone. */
    @Override
    public boolean hasRun(PublishedRelease release) {
        return release.tag().equals("v1");
    }
}
