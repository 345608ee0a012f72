package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.GitlabProgram.Artifacts;
import dev.sluice.dialects.gitlab.GitlabProgram.Cache;
import dev.sluice.dialects.gitlab.GitlabProgram.CacheKey;
import dev.sluice.dialects.gitlab.GitlabProgram.KeepWhen;
import dev.sluice.dialects.gitlab.GitlabProgram.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code artifacts}, {@code cache} and {@code pages}. */
final class FilesReader {
    private static final int CACHES_MAX = 4;
    private static final Pattern EXPOSE_AS = Pattern.compile("\\w[-\\w ]*");
    private static final List<String> KEEP = List.of("on_success", "on_failure", "always");

    private FilesReader() {}

    /** The artifacts of a job, the folder of its pages among them. */
    static Optional<Artifacts> artifacts(FieldReader owner, String jobName) {
        Optional<Artifacts> own = owner.mapping("artifacts", Keywords.ARTIFACTS).map(FilesReader::artifacts);
        Optional<String> pages = pages(owner, jobName);
        if (pages.isEmpty()) {
            return own;
        }
        Artifacts base = own.orElseGet(() -> new Artifacts(
                "",
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                Audience.ALL,
                KeepWhen.ON_SUCCESS,
                List.of(),
                Optional.empty()));
        if (base.paths().contains(pages.get())) {
            return own;
        }
        List<String> paths = new ArrayList<>(base.paths());
        paths.add(pages.get());
        return Optional.of(new Artifacts(
                base.name(),
                paths,
                base.exclude(),
                base.untracked(),
                base.expireIn(),
                base.audience(),
                base.when(),
                base.reports(),
                base.exposeAs()));
    }

    /** The folder that is published, or empty where the job publishes none. */
    private static Optional<String> pages(FieldReader owner, String jobName) {
        Optional<Text> published = owner.filledText("publish");
        boolean isPages = owner.has("pages") ? !isFalse(owner.value("pages")) : jobName.equals("pages");
        if (published.isPresent() && !isPages) {
            owner.problems()
                    .error(
                            owner.keyAt("publish"),
                            "exclusive",
                            owner.owner() + ": \"publish\" is for jobs with \"pages\"");
        }
        String folder = published.map(Text::text).orElse("public");
        return switch (owner.value("pages")) {
            case Truth truth -> truth.value() ? Optional.of(folder) : Optional.empty();
            case Hash _ -> {
                Optional<FieldReader> detail = owner.mapping("pages", Keywords.PAGES);
                Optional<Text> inner = detail.flatMap(reader -> reader.filledText("publish"));
                detail.ifPresent(reader -> {
                    reader.text("path_prefix");
                    expireIn(reader);
                });
                yield Optional.of(inner.map(Text::text).orElse(folder));
            }
            case Absent _ -> jobName.equals("pages") ? Optional.of(folder) : Optional.empty();
            case ConfigValue other -> {
                owner.wrong(other, "pages", "true, false or a mapping");
                yield Optional.empty();
            }
        };
    }

    private static boolean isFalse(ConfigValue value) {
        return value instanceof Truth truth && !truth.value();
    }

    private static Artifacts artifacts(FieldReader reader) {
        if (reader.has("public") && reader.has("access")) {
            reader.problems()
                    .error(
                            reader.keyAt("access"),
                            "exclusive",
                            reader.owner() + ": \"public\" and \"access\" exclude each other");
        }
        Optional<List<String>> paths = strings(reader, "paths");
        exposed(reader, paths.orElse(List.of()));
        List<Report> reports = new ArrayList<>();
        reader.mapping("reports", Keywords.REPORTS).ifPresent(inner -> {
            for (String kind : inner.hash().fields().keySet()) {
                report(inner, kind).ifPresent(reports::add);
            }
        });
        return new Artifacts(
                reader.text("name").map(Text::text).orElse(""),
                paths.orElse(List.of()),
                strings(reader, "exclude").orElse(List.of()),
                reader.flag("untracked").orElse(false),
                expireIn(reader),
                audience(reader),
                keepWhen(reader),
                reports,
                reader.filledText("expose_as").map(Text::text));
    }

    /** {@code expose_as}: a short name for artifacts whose paths are all written out. */
    private static void exposed(FieldReader reader, List<String> paths) {
        Optional<Text> name = reader.filledText("expose_as");
        if (name.isEmpty()) {
            return;
        }
        if (paths.isEmpty()) {
            reader.problems()
                    .error(reader.keyAt("expose_as"), "missing", reader.owner() + ": \"expose_as\" needs \"paths\"");
        }
        if (name.get().text().length() > 100
                || !EXPOSE_AS.matcher(name.get().text()).matches()) {
            reader.problems()
                    .error(
                            name.get().at(),
                            "expose-as",
                            reader.owner() + ": \"expose_as\" may have up to 100 letters, digits, spaces, - and _");
        }
        if (paths.stream().anyMatch(path -> path.indexOf('*') >= 0)) {
            reader.problems()
                    .error(
                            reader.keyAt("paths"),
                            "expose-as",
                            reader.owner() + ": \"paths\" may hold no * beside \"expose_as\"");
        }
    }

    /** {@code public: false} is the old word for {@code access: developer} (docs.gitlab.com, {@code artifacts:public}). */
    private static Audience audience(FieldReader reader) {
        boolean everybody = reader.flag("public").orElse(true);
        return reader.word("access", List.of("all", "developer", "maintainer", "none"))
                .map(word -> Audience.valueOf(word.text().toUpperCase(Locale.ROOT)))
                .orElse(everybody ? Audience.ALL : Audience.DEVELOPER);
    }

    private static Optional<Duration> expireIn(FieldReader reader) {
        boolean never =
                reader.value("expire_in") instanceof Text text && text.text().equalsIgnoreCase("never");
        return never ? Optional.empty() : reader.duration("expire_in");
    }

    private static KeepWhen keepWhen(FieldReader reader) {
        return reader.word("when", KEEP)
                .map(text -> KeepWhen.valueOf(text.text().toUpperCase(Locale.ROOT)))
                .orElse(KeepWhen.ON_SUCCESS);
    }

    private static Optional<Report> report(FieldReader reports, String kind) {
        if (!Keywords.REPORTS.knows(kind)) {
            return Optional.empty();
        }
        if (kind.equals("coverage_report")) {
            return reports.mapping(kind, Keywords.COVERAGE_REPORT).map(detail -> {
                detail.word("coverage_format", List.of("cobertura", "jacoco"));
                for (String key : List.of("coverage_format", "path")) {
                    if (!detail.has(key)) {
                        detail.problems()
                                .error(detail.hash().at(), "missing", detail.owner() + ": \"" + key + "\" is missing");
                    }
                }
                return new Report(
                        kind,
                        detail.filledText("path").map(Text::text).map(List::of).orElse(List.of()));
            });
        }
        return reports.texts(kind, true)
                .map(texts -> new Report(kind, texts.stream().map(Text::text).toList()));
    }

    private static Optional<List<String>> strings(FieldReader reader, String name) {
        return reader.texts(name, false)
                .map(texts -> texts.stream().map(Text::text).toList());
    }

    /** The caches of a job, at most four. */
    static List<Cache> caches(FieldReader owner) {
        return switch (owner.value("cache")) {
            case Absent _ -> List.of();
            case Hash hash -> List.of(cache(owner.below(hash, "cache")));
            case Items items -> {
                if (items.items().size() > CACHES_MAX) {
                    owner.problems()
                            .error(
                                    items.at(),
                                    "limit",
                                    owner.owner() + ": \"cache\" has "
                                            + items.items().size() + " entries, the limit is " + CACHES_MAX);
                }
                List<Cache> caches = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    switch (item) {
                        case Hash hash -> caches.add(cache(owner.below(hash, "cache")));
                        case ConfigValue other -> owner.wrong(other, "cache", "a mapping or a list of mappings");
                    }
                }
                yield caches;
            }
            case ConfigValue other -> {
                owner.wrong(other, "cache", "a mapping or a list of mappings");
                yield List.of();
            }
        };
    }

    private static Cache cache(FieldReader reader) {
        Keywords.CACHE.check(reader.hash(), reader.owner(), reader.problems());
        Optional<Text> policy = reader.text("policy");
        List<String> policies = List.of("pull-push", "push", "pull");
        if (policy.isPresent()
                && !policies.contains(policy.get().text())
                && !policy.get().text().startsWith("$")) {
            reader.unknownWord(policy.get(), "policy", policies);
        }
        Optional<List<String>> fallbacks = strings(reader, "fallback_keys");
        if (fallbacks.isPresent() && fallbacks.get().size() > 5) {
            reader.problems()
                    .error(
                            reader.keyAt("fallback_keys"),
                            "limit",
                            reader.owner() + ": \"fallback_keys\" has more than 5 entries");
        }
        return new Cache(
                cacheKey(reader),
                fallbacks.orElse(List.of()),
                strings(reader, "paths").orElse(List.of()),
                reader.flag("untracked").orElse(false),
                policy.map(Text::text).orElse("pull-push"),
                keepWhen(reader),
                reader.flag("unprotect"));
    }

    private static CacheKey cacheKey(FieldReader reader) {
        return switch (reader.value("key")) {
            case Absent _ -> new CacheKey.Named("default");
            case Text text -> {
                // A key may be written as part of an address.
                String key = text.text().replace("%2F", "/").replace("%2f", "/");
                key = key.replace("%2E", ".").replace("%2e", ".");
                if (key.contains("/") || key.equals(".") || key.equals("..")) {
                    reader.problems()
                            .error(
                                    text.at(),
                                    "cache-key",
                                    reader.owner() + ": \"key\" may not hold a slash, and may not be . or ..");
                }
                yield new CacheKey.Named(text.text());
            }
            case Hash _ ->
                reader.mapping("key", Keywords.CACHE_KEY)
                        .map(FilesReader::keyOfFiles)
                        .orElse(new CacheKey.Named("default"));
            case ConfigValue other -> {
                reader.wrong(other, "key", "a text or a mapping with \"files\"");
                yield new CacheKey.Named("default");
            }
        };
    }

    private static CacheKey keyOfFiles(FieldReader reader) {
        String prefix = reader.text("prefix").map(Text::text).orElse("");
        Optional<List<String>> files = strings(reader, "files");
        Optional<List<String>> commits = strings(reader, "files_commits");
        if (files.isPresent() == commits.isPresent()) {
            if (files.isPresent() || !reader.has("files") && !reader.has("files_commits")) {
                reader.problems()
                        .error(
                                reader.hash().at(),
                                "missing",
                                reader.owner() + ": exactly one of \"files\" and \"files_commits\" must be there");
            }
            return new CacheKey.Named("default");
        }
        List<String> names = files.orElseGet(commits::get);
        if (names.isEmpty() || names.size() > 2) {
            reader.problems()
                    .error(
                            reader.keyAt(files.isPresent() ? "files" : "files_commits"),
                            "limit",
                            reader.owner() + ": one or two files make a key, not " + names.size());
        }
        return files.isPresent() ? new CacheKey.OfFiles(prefix, names) : new CacheKey.OfCommits(prefix, names);
    }
}
