package dev.sluice.server.page;

import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.delivery.PublishedReleases;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a job said of v1, which is live, and of v9, which is to come. */
final class TestReleases implements PublishedReleases {
    private final Instant now = Instant.now();

    private PublishedRelease make(String tag, String name, Instant at) {
        return new PublishedRelease(
                1,
                new Publication(
                        tag,
                        "",
                        "",
                        name,
                        "What is new:\n- <b>faster</b> start",
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
        return List.of(make("v9", "v9", now.plus(Duration.ofDays(30))), make("v1", "Autumn", now));
    }
}
