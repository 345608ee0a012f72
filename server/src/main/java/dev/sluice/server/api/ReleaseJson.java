package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.core.model.Publication;
import dev.sluice.server.text.Excerpt;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The JSON form of releases that jobs announced: lower-case words, times in ISO 8601 to the second. Pure. */
final class ReleaseJson {
    private ReleaseJson() {}

    /** As {@link #of}; of a long description only its beginning. */
    static JsonObject inList(PublishedRelease release) {
        JsonObject json = of(release);
        String description = release.notes().description();
        if (!Excerpt.isWhole(description)) {
            json.addProperty("description", Excerpt.of(description));
            json.addProperty("description_cut", true);
        }
        return json;
    }

    static JsonObject of(PublishedRelease release) {
        Publication notes = release.notes();
        JsonObject json = new JsonObject();
        json.addProperty("tag", release.tag());
        json.addProperty("name", notes.name());
        json.addProperty("description", notes.description());
        JsonArray milestones = new JsonArray();
        notes.milestones().forEach(milestones::add);
        json.add("milestones", milestones);
        JsonArray links = new JsonArray();
        notes.links().forEach(link -> links.add(link(link)));
        json.add("links", links);
        json.addProperty("commit", release.commit());
        json.addProperty("run", release.run());
        json.addProperty("job", release.job());
        json.addProperty("author", release.author());
        json.addProperty("released_at", seconds(release.releasedAt()));
        json.addProperty("created_at", seconds(release.createdAt()));
        return json;
    }

    private static JsonObject link(Publication.Link link) {
        JsonObject json = new JsonObject();
        json.addProperty("name", link.name());
        json.addProperty("url", link.url());
        if (!link.path().isEmpty()) {
            json.addProperty("path", link.path());
        }
        json.addProperty("kind", link.kind().name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
