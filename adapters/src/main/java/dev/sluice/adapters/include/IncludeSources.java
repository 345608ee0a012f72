package dev.sluice.adapters.include;

import dev.sluice.app.trigger.IncludedFiles;
import dev.sluice.core.model.Fetched;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The files of elsewhere that pipeline files may include, with those that were fetched before. Safe for many threads. */
public final class IncludeSources {
    /** Time that the files of one plan may take together. */
    private static final Duration PLAN_MAX = Duration.ofSeconds(60);
    /** Characters of all files that are kept. */
    private static final long KEPT_MAX = 8L << 20;

    private final Settings settings;
    private final HttpsFiles https;
    private final InstantSource clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private long keptCharacters;

    /**
     * What is allowed.
     *
     * @param templates where GitLab's templates are; empty: nowhere
     * @param certificates of authorities that are trusted besides those that Java trusts, in PEM
     */
    public record Settings(AllowedAddresses allowed, Optional<TemplateSource> templates, Optional<Path> certificates) {
        /** Nothing is. */
        public static Settings none() {
            return new Settings(AllowedAddresses.none(), Optional.empty(), Optional.empty());
        }
    }

    /** A file that was fetched. */
    private record Kept(Fetched.Here file, Instant at) {}

    public IncludeSources(Settings settings, InstantSource clock) {
        this(settings, HttpsFiles.Limits.ofPipelineFiles(), clock);
    }

    IncludeSources(Settings settings, HttpsFiles.Limits limits, InstantSource clock) {
        this.settings = settings;
        this.https = new HttpsFiles(new TrustedServers(settings.certificates()), limits);
        this.clock = clock;
    }

    /** The files for one plan. */
    public IncludedFiles forPlan() {
        return new OfPlan();
    }

    private Fetched fetch(String key, String address, Duration maxAge, AllowedAddresses allowed) {
        Optional<Fetched.Here> known = known(key, maxAge);
        if (known.isPresent()) {
            return known.get();
        }
        Fetched fetched = https.fetch(address, allowed);
        if (fetched instanceof Fetched.Here here && maxAge.isPositive()) {
            keep(key, here);
        }
        return fetched;
    }

    private Optional<Fetched.Here> known(String key, Duration maxAge) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key))
                    .filter(file -> file.at().plus(maxAge).isAfter(clock.instant()))
                    .map(Kept::file);
        }
    }

    private void keep(String key, Fetched.Here file) {
        synchronized (kept) {
            Kept before = kept.remove(key);
            keptCharacters += file.text().length()
                    - (before == null ? 0 : before.file().text().length());
            kept.put(key, new Kept(file, clock.instant()));
            Iterator<Kept> oldest = kept.values().iterator();
            while (keptCharacters > KEPT_MAX && oldest.hasNext()) {
                keptCharacters -= oldest.next().file().text().length();
                oldest.remove();
            }
        }
    }

    /** Remembers the answers, so that a plan stays a function of what it saw. */
    private final class OfPlan implements IncludedFiles {
        private final Map<String, Fetched> answers = new ConcurrentHashMap<>();
        private final AtomicLong usedMs = new AtomicLong();

        @Override
        public Fetched remote(String address, Duration maxAge) {
            return once(address, address, maxAge, settings.allowed());
        }

        @Override
        public Fetched template(String name) {
            if (settings.templates().isEmpty()) {
                return new Fetched.None(
                        "no source of templates is configured",
                        "whoever runs Sluice says where they are: --templates FOLDER, or --templates https://...");
            }
            return settings.templates()
                    .get()
                    .find(
                            name,
                            (address, base) -> once(
                                    "template " + address,
                                    address,
                                    Duration.ofHours(1),
                                    settings.allowed().with(base + "/")));
        }

        /** @param key tells what was fetched as a template from what may be fetched by anybody */
        private Fetched once(String key, String address, Duration maxAge, AllowedAddresses allowed) {
            Fetched known = answers.get(key);
            if (known != null) {
                return known;
            }
            if (usedMs.get() > PLAN_MAX.toMillis()) {
                return new Fetched.None(
                        "the files of elsewhere took longer than " + PLAN_MAX.toSeconds() + " seconds together", "");
            }
            long before = clock.millis();
            Fetched answer = fetch(key, address, maxAge, allowed);
            usedMs.addAndGet(Math.max(0, clock.millis() - before));
            answers.put(key, answer);
            return answer;
        }
    }
}
