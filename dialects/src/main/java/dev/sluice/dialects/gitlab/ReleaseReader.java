package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.GitlabProgram.Release;
import dev.sluice.dialects.gitlab.GitlabProgram.ReleaseLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a job announces when its script has passed (docs.gitlab.com, CI/CD YAML syntax, {@code release}). */
final class ReleaseReader {
    private static final List<String> KINDS = List.of("runbook", "image", "package", "other");

    private ReleaseReader() {}

    static Optional<Release> read(FieldReader job) {
        return job.mapping("release", Keywords.RELEASE).map(ReleaseReader::release);
    }

    private static Release release(FieldReader reader) {
        String tag = needed(reader, "tag_name");
        String description = needed(reader, "description");
        String tagMessage = text(reader, "tag_message");
        String name = text(reader, "name");
        String ref = text(reader, "ref");
        Optional<Text> date = reader.text("released_at");
        date.filter(text -> ReleaseDate.parse(text.text()).isEmpty()).ifPresent(text -> reader.problems()
                .error(
                        text.at(),
                        "date",
                        reader.owner() + ": \"released_at\" is \"" + Keywords.shown(text.text())
                                + "\", which is no date",
                        "write e.g. 2026-07-15T08:00:00Z"));
        List<String> milestones = reader.texts("milestones", true).orElse(List.of()).stream()
                .map(Text::text)
                .toList();
        List<ReleaseLink> links = reader.mapping("assets", Keywords.RELEASE_ASSETS)
                .map(ReleaseReader::links)
                .orElse(List.of());
        return new Release(
                tag,
                tagMessage,
                ref,
                name,
                description,
                milestones,
                date.map(Text::text).orElse(""),
                links);
    }

    private static String text(FieldReader reader, String name) {
        return reader.text(name).map(Text::text).orElse("");
    }

    private static String needed(FieldReader reader, String name) {
        Optional<Text> text = reader.filledText(name);
        if (!reader.has(name)) {
            reader.problems().error(reader.hash().at(), "missing", reader.owner() + ": \"" + name + "\" is missing");
        }
        return text.map(Text::text).orElse("");
    }

    private static List<ReleaseLink> links(FieldReader assets) {
        List<ReleaseLink> read = new ArrayList<>();
        if (!(assets.value("links") instanceof Items links)) {
            if (assets.has("links")) {
                assets.wrong(assets.value("links"), "links", "a list of mappings");
            } else {
                assets.problems().error(assets.hash().at(), "missing", assets.owner() + ": \"links\" is missing");
            }
            return read;
        }
        if (links.items().isEmpty()) {
            assets.problems().error(links.at(), "empty", assets.owner() + ": \"links\" may not be empty");
        }
        for (ConfigValue item : links.items()) {
            if (item instanceof Hash hash) {
                read.add(link(assets.below(hash, "links")));
            } else {
                assets.wrong(item, "links", "a list of mappings");
            }
        }
        return read;
    }

    private static ReleaseLink link(FieldReader link) {
        Keywords.RELEASE_LINK.check(link.hash(), link.owner(), link.problems());
        return new ReleaseLink(
                needed(link, "name"),
                needed(link, "url"),
                text(link, "filepath"),
                link.word("link_type", KINDS).map(Text::text).orElse("other"));
    }
}
