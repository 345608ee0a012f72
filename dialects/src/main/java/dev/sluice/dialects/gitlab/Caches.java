package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.CacheRequest;
import dev.sluice.core.model.JobSession.LogStyle;
import dev.sluice.core.model.JobStopped;
import dev.sluice.dialects.gitlab.GitlabProgram.Cache;
import dev.sluice.dialects.gitlab.GitlabProgram.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Restores and saves the caches of one attempt. Keys are made once, before the script can change the files they go by. */
final class Caches {
    private final JobSession session;
    private final List<Keyed> caches = new ArrayList<>();

    /** A cache with its variables expanded. */
    private record Keyed(Cache cache, String policy, CacheRequest request) {}

    Caches(GitlabProgram program, JobSession session, Map<String, String> values) throws JobStopped {
        this.session = session;
        for (Cache cache : program.caches()) {
            List<String> paths = JobRun.paths(cache.paths(), values, session.workspace());
            if (!paths.isEmpty() || cache.untracked()) {
                List<String> keys = keys(cache, values);
                String policy = Expansion.of(cache.policy(), values);
                caches.add(new Keyed(
                        cache,
                        policy,
                        new CacheRequest(
                                keys,
                                paths,
                                cache.untracked(),
                                cache.unprotect().orElse(false))));
            }
        }
    }

    void restore() throws JobStopped {
        for (Keyed keyed : caches) {
            if (!keyed.policy().equals("push")) {
                String key = keyed.request().keys().getFirst();
                Optional<String> found = session.restoreCache(keyed.request());
                session.log(
                        LogStyle.PLAIN,
                        found.map(name -> "Restored the cache " + name).orElse("There is no cache " + key + " yet"));
            }
        }
    }

    void save(boolean success) throws JobStopped {
        for (Keyed keyed : caches) {
            boolean pushes = keyed.policy().equals("push") || keyed.policy().equals("pull-push");
            if (pushes && keyed.cache().when().after(success)) {
                session.saveCache(keyed.request());
            }
        }
    }

    private List<String> keys(Cache cache, Map<String, String> values) throws JobStopped {
        List<String> keys = new ArrayList<>();
        keys.add(key(cache.key(), values));
        cache.fallbackKeys().forEach(key -> keys.add(Expansion.of(key, values)));
        keys.add(values.getOrDefault("CACHE_FALLBACK_KEY", ""));
        keys.removeIf(String::isBlank);
        return keys.isEmpty() ? List.of("default") : keys;
    }

    private String key(CacheKey key, Map<String, String> values) throws JobStopped {
        return switch (key) {
            case CacheKey.Named(String text) -> {
                String expanded = Expansion.of(text, values);
                yield expanded.isBlank() ? "default" : expanded;
            }
            case CacheKey.OfFiles(String prefix, List<String> files) ->
                prefixed(prefix, session.digestOf(expanded(files, values)), values);
            case CacheKey.OfCommits(String prefix, List<String> files) ->
                prefixed(prefix, session.lastCommitOf(expanded(files, values)), values);
        };
    }

    private static List<String> expanded(List<String> files, Map<String, String> values) {
        return files.stream().map(file -> Expansion.of(file, values)).toList();
    }

    private static String prefixed(String prefix, Optional<String> digest, Map<String, String> values) {
        String begin = Expansion.of(prefix, values);
        return (begin.isEmpty() ? "" : begin + "-") + digest.orElse("default");
    }
}
