package dev.sluice.server.page;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import dev.sluice.app.run.ArtifactBrowser.Kind;
import dev.sluice.app.run.RunId;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.ArtifactsView;
import dev.sluice.server.page.view.BrowseView;
import dev.sluice.server.page.view.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks into artifacts: folders with sizes, texts with line numbers, pictures, single files to keep. What a job made is a
 * stranger's: it is never a page of this server's origin. Files are handed out to be kept, or in a sandbox without scripts.
 */
final class ArtifactPages {
    private static final int ENTRIES_MAX = 2_000;
    private static final int TEXT_BYTES = 1 << 20;
    private static final int LINES_MAX = 5_000;
    private static final int WIDTH_MAX = 2_000;
    private static final String SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    private static final Set<String> ARCHIVES =
            Set.of("zip", "jar", "war", "ear", "whl", "apk", "nupkg", "vsix", "tar", "tgz", "crate", "gem");
    private static final Map<String, String> IMAGES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "webp", "image/webp",
            "svg", "image/svg+xml");

    private final PageSources sources;
    private final RunPages runs;
    private final VisibleArtifacts visible;

    ArtifactPages(PageSources sources, RunPages runs, VisibleArtifacts visible) {
        this.sources = sources;
        this.runs = runs;
        this.visible = visible;
    }

    /** All of a run. */
    Response list(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        List<ArtifactsView.Row> rows = visible.of(visit, loaded).stream()
                .map(artifact -> new ArtifactsView.Row(
                        artifact.job(),
                        Urls.job(loaded.project().path(), loaded.run().id().number(), artifact.job()),
                        artifact.name(),
                        loaded.href() + "/artifacts/download?job=" + Urls.value(artifact.job()) + "&name="
                                + Urls.value(artifact.name()),
                        loaded.href() + "/artifacts/browse?job=" + Urls.value(artifact.job()) + "&name="
                                + Urls.value(artifact.name()),
                        artifact.files(),
                        artifact.sizeBytes(),
                        artifact.digest(),
                        artifact.expiresAt()))
                .toList();
        return visit.page(
                "page/artifacts.jte", runs.frame(visit, loaded), new ArtifactsView(runs.head(visit, loaded), rows));
    }

    /** One, as a zip. */
    Response download(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        RunId run = loaded.run().id();
        String job = visit.request().query("job").orElse("");
        String name = visit.request().query("name").orElse("");
        if (!visible.has(visit, loaded, job, name)) {
            throw BadRequest.notFound("there is no such artifact");
        }
        return Response.stream(200, "application/zip", out -> writeZip(run, job, name, out))
                .with("Content-Disposition", "attachment; filename=\"" + Urls.file(name) + ".zip\"")
                .with("Content-Security-Policy", "sandbox");
    }

    /** The head is gone when this is called: a download that breaks off says more than an empty file that looks whole. */
    private void writeZip(RunId run, String job, String name, OutputStream out) throws IOException {
        if (!sources.artifacts().writeZip(run, job, name, out)) {
            throw new IOException("the artifact " + name + " of " + job + " expired while it was asked for");
        }
    }

    /**
     * An artifact, and what of it is looked at; the path is empty text for all of it.
     *
     * @param archive the file of the artifact that the path is in; empty: the path is the artifact's own
     */
    private record Place(RunPages.Loaded loaded, String job, String name, Optional<String> archive, String path) {
        String href(String page, String at) {
            return archive.isEmpty() ? own(page, at) : own(page, archive.get()) + "&in=" + Urls.value(at);
        }

        /** The address of a path that is the artifact's own. */
        String own(String page, String at) {
            return loaded.href() + "/artifacts/" + page + "?job=" + Urls.value(job) + "&name=" + Urls.value(name)
                    + (at.isEmpty() ? "" : "&path=" + Urls.value(at));
        }

        RunId run() {
            return loaded.run().id();
        }
    }

    private Place place(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        String path = withoutEnd(visit.request().query("path").orElse(""));
        Optional<String> inside = visit.request().query("in").map(ArtifactPages::withoutEnd);
        Place place = new Place(
                loaded,
                visit.request().query("job").orElse(""),
                visit.request().query("name").orElse(""),
                inside.map(_ -> path),
                inside.orElse(path));
        if (!visible.has(visit, loaded, place.job(), place.name())) {
            throw missing(visit);
        }
        return place;
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private Optional<List<Entry>> entries(Place place) throws IOException {
        return place.archive().isEmpty()
                ? sources.browser().entries(place.run(), place.job(), place.name())
                : sources.browser()
                        .packed(
                                place.run(),
                                place.job(),
                                place.name(),
                                place.archive().get());
    }

    private Optional<InputStream> open(Place place) throws IOException {
        return place.archive().isEmpty()
                ? sources.browser().open(place.run(), place.job(), place.name(), place.path())
                : sources.browser()
                        .openPacked(
                                place.run(),
                                place.job(),
                                place.name(),
                                place.archive().get(),
                                place.path());
    }

    private static BadRequest missing(Visit visit) {
        return BadRequest.notFound(visit.text("error.notFoundHow"));
    }

    Response browse(Visit visit) throws IOException {
        Place place = place(visit);
        List<Entry> entries = entries(place).orElseThrow(() -> missing(visit));
        Optional<Entry> file = entries.stream()
                .filter(entry -> entry.path().equals(place.path()) && entry.kind() == Kind.FILE)
                .findFirst();
        List<BrowseView.Entry> inside = file.isPresent() ? List.of() : inside(place, entries);
        if (file.isEmpty() && inside.isEmpty() && !place.path().isEmpty()) {
            throw missing(visit);
        }
        BrowseView view = new BrowseView(
                runs.head(visit, place.loaded()),
                place.job(),
                Urls.job(
                        place.loaded().project().path(),
                        place.loaded().run().id().number(),
                        place.job()),
                way(place),
                inside.subList(0, Math.min(inside.size(), ENTRIES_MAX)),
                Math.max(0, inside.size() - ENTRIES_MAX),
                file.isEmpty() ? Optional.empty() : Optional.of(file(place, file.get())),
                place.href("download", ""));
        return visit.page("page/browse.jte", runs.frame(visit, place.loaded()), view);
    }

    private static List<Link> way(Place place) {
        List<Link> way = new ArrayList<>(List.of(new Link(place.name(), place.own("browse", ""))));
        String path = "";
        for (String part : parts(place.archive().orElse(place.path()))) {
            path = path.isEmpty() ? part : path + "/" + part;
            boolean archive = place.archive().filter(path::equals).isPresent();
            way.add(new Link(part, archive ? place.href("browse", "") : place.own("browse", path)));
        }
        String inside = "";
        for (String part : place.archive().isEmpty() ? new String[0] : parts(place.path())) {
            inside = inside.isEmpty() ? part : inside + "/" + part;
            way.add(new Link(part, place.href("browse", inside)));
        }
        return way;
    }

    private static String[] parts(String path) {
        return path.isEmpty() ? new String[0] : path.split("/");
    }

    /** What is right in the folder: folders first, with what is below them. */
    private static List<BrowseView.Entry> inside(Place place, List<Entry> entries) {
        String prefix = place.path().isEmpty() ? "" : place.path() + "/";
        TreeMap<String, BrowseView.Entry> folders = new TreeMap<>();
        TreeMap<String, BrowseView.Entry> files = new TreeMap<>();
        for (Entry entry : entries) {
            if (!entry.path().startsWith(prefix) || entry.path().length() == prefix.length()) {
                continue;
            }
            String rest = entry.path().substring(prefix.length());
            int slash = rest.indexOf('/');
            if (slash < 0 && entry.kind() != Kind.FOLDER) {
                boolean file = entry.kind() == Kind.FILE;
                files.put(
                        rest,
                        new BrowseView.Entry(
                                rest,
                                false,
                                file ? place.href("browse", entry.path()) : "",
                                file ? place.href("raw", entry.path()) : "",
                                1,
                                entry.sizeBytes()));
            } else {
                String name = slash < 0 ? rest : rest.substring(0, slash);
                BrowseView.Entry before = folders.getOrDefault(
                        name, new BrowseView.Entry(name, true, place.href("browse", prefix + name), "", 0, 0));
                int more = entry.kind() == Kind.FOLDER ? 0 : 1;
                folders.put(
                        name,
                        new BrowseView.Entry(
                                name,
                                true,
                                before.href(),
                                "",
                                before.files() + more,
                                before.sizeBytes() + entry.sizeBytes()));
            }
        }
        List<BrowseView.Entry> all = new ArrayList<>(folders.values());
        all.addAll(files.values());
        return all;
    }

    private BrowseView.File file(Place place, Entry entry) throws IOException {
        String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        boolean image = IMAGES.containsKey(ending(name));
        boolean page = ending(name).equals("html") || ending(name).equals("htm");
        String raw = place.href("raw", entry.path());
        List<String> lines = image ? List.of() : lines(place);
        boolean cut = lines.size() > LINES_MAX || entry.sizeBytes() > TEXT_BYTES;
        return new BrowseView.File(
                name,
                entry.sizeBytes(),
                raw,
                image,
                page ? raw + "&sandbox=1" : "",
                place.archive().isEmpty() && isArchive(name) ? place.own("browse", entry.path()) + "&in=" : "",
                lines.subList(0, Math.min(lines.size(), LINES_MAX)),
                !lines.isEmpty() && cut);
    }

    /** The lines of a text; none of anything else. */
    private List<String> lines(Place place) throws IOException {
        Optional<InputStream> content = open(place);
        if (content.isEmpty()) {
            return List.of();
        }
        byte[] bytes;
        try (InputStream in = content.get()) {
            bytes = in.readNBytes(TEXT_BYTES);
        }
        for (byte b : bytes) {
            if (b == 0) {
                return List.of();
            }
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .limit(LINES_MAX + 1L)
                .map(line -> line.length() > WIDTH_MAX ? line.substring(0, WIDTH_MAX) + "…" : line)
                .toList();
    }

    private static boolean isArchive(String name) {
        return ARCHIVES.contains(ending(name)) || name.toLowerCase(Locale.ROOT).endsWith(".tar.gz");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The content of one file. */
    Response raw(Visit visit) throws IOException {
        Place place = place(visit);
        Optional<InputStream> content = open(place);
        if (content.isEmpty()) {
            throw missing(visit);
        }
        String name = place.path().substring(place.path().lastIndexOf('/') + 1);
        boolean page = ending(name).equals("html") || ending(name).equals("htm");
        boolean sandboxed = page && visit.request().query("sandbox").isPresent();
        String type =
                sandboxed ? "text/html; charset=utf-8" : IMAGES.getOrDefault(ending(name), "application/octet-stream");
        Response response =
                Response.stream(200, type, out -> copy(content.get(), out)).with("Content-Security-Policy", SANDBOX);
        return sandboxed
                ? response
                : response.with("Content-Disposition", "attachment; filename=\"" + Urls.file(name) + "\"");
    }

    private static void copy(InputStream content, OutputStream out) throws IOException {
        try (content) {
            content.transferTo(out);
        }
    }
}
