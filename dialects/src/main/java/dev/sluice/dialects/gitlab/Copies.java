package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.JobSpec.NeedSpec;
import dev.sluice.dialects.gitlab.JobSpec.ParallelSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs of a file with {@code parallel} and its matrix expanded, by their final names (docs.gitlab.com, CI/CD YAML
 * syntax, parallel).
 */
final class Copies {
    private final Map<String, List<Copy>> ofJob = new LinkedHashMap<>();
    private final Map<String, Copy> byName = new LinkedHashMap<>();

    /**
     * One job of a pipeline.
     *
     * @param index 1-based among the copies; 0 for a job without {@code parallel}
     * @param values of the matrix
     */
    record Copy(JobSpec spec, String name, int index, int total, Map<String, String> values) {}

    /** Expands all jobs; too many of them, and names made twice, are problems. */
    static Copies of(FileSpec file, Problems problems) {
        Copies copies = new Copies();
        for (JobSpec job : file.jobs().values()) {
            List<Copy> made = copies(job);
            copies.ofJob.put(job.name(), made);
            for (Copy copy : made) {
                Copy other = copies.byName.putIfAbsent(copy.name(), copy);
                if (other != null) {
                    problems.error(
                            job.at(),
                            "job-twice",
                            "two jobs have the name \"" + Keywords.shown(copy.name()) + "\"; the other is in line "
                                    + other.spec().at().line());
                }
            }
            if (copies.byName.size() > FileReader.JOBS_MAX) {
                problems.error(
                        job.at(),
                        "limit",
                        "with its copies the file has more than " + FileReader.JOBS_MAX
                                + " jobs, the limit of this installation");
                break;
            }
        }
        return copies;
    }

    List<Copy> all() {
        return List.copyOf(byName.values());
    }

    /** The copies that a name stands for: a job's all, or the one of that final name; none where it is unknown. */
    List<Copy> named(String name) {
        List<Copy> copies = ofJob.get(name);
        if (copies != null) {
            return copies;
        }
        Copy copy = byName.get(name);
        return copy == null ? List.of() : List.of(copy);
    }

    List<String> names() {
        return new ArrayList<>(ofJob.keySet());
    }

    /** The copies that a need picks; {@code own} are the values of the matrix of the job that needs. */
    List<Copy> picked(NeedSpec need, Map<String, String> own) {
        List<Copy> all = named(need.job().text());
        if (need.matrix().isEmpty()) {
            return all;
        }
        return all.stream()
                .filter(copy -> need.matrix().stream().anyMatch(entry -> isPicked(copy, entry, own)))
                .toList();
    }

    private static boolean isPicked(Copy copy, Map<String, List<String>> entry, Map<String, String> own) {
        return entry.keySet().equals(copy.values().keySet())
                && entry.entrySet().stream().allMatch(wanted -> wanted.getValue().stream()
                        .map(value -> filled(value, own))
                        .toList()
                        .contains(copy.values().get(wanted.getKey())));
    }

    /** A value with {@code $[[ matrix.NAME ]]} replaced by the own value of that name. */
    private static String filled(String value, Map<String, String> own) {
        String result = value;
        for (String name : identifiers(value)) {
            int start = result.indexOf("$[[");
            int end = result.indexOf("]]", start);
            result = result.substring(0, start) + own.getOrDefault(name, "") + result.substring(end + 2);
        }
        return result;
    }

    /** The names that a value takes from the matrix of the job that needs. */
    static List<String> identifiers(String value) {
        List<String> names = new ArrayList<>();
        int start = value.indexOf("$[[");
        while (start >= 0) {
            int end = value.indexOf("]]", start);
            if (end < 0) {
                break;
            }
            String inner = value.substring(start + 3, end).strip();
            names.add(inner.startsWith("matrix.") ? inner.substring("matrix.".length()) : inner);
            start = value.indexOf("$[[", end);
        }
        return names;
    }

    private static List<Copy> copies(JobSpec job) {
        if (job.parallel().isEmpty()) {
            return List.of(new Copy(job, job.name(), 0, 1, Map.of()));
        }
        List<Copy> copies = new ArrayList<>();
        switch (job.parallel().get()) {
            case ParallelSpec.Count(int count) -> {
                for (int i = 1; i <= count; i++) {
                    copies.add(new Copy(job, job.name() + " " + i + "/" + count, i, count, Map.of()));
                }
            }
            case ParallelSpec.Matrix(List<Map<String, List<String>>> entries) -> {
                List<Map<String, String>> combinations = new ArrayList<>();
                entries.forEach(entry -> combinations.addAll(combinations(entry)));
                for (Map<String, String> values : combinations) {
                    String name = job.name() + ": [" + String.join(", ", values.values()) + "]";
                    copies.add(new Copy(job, name, copies.size() + 1, combinations.size(), values));
                }
            }
        }
        return copies;
    }

    /** The last key changes fastest. */
    private static List<Map<String, String>> combinations(Map<String, List<String>> entry) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Map.Entry<String, List<String>> key : entry.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> begun : combinations) {
                for (String value : key.getValue()) {
                    Map<String, String> next = new LinkedHashMap<>(begun);
                    next.put(key.getKey(), value);
                    longer.add(next);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    /** The job that a text names, for messages: the text itself. */
    static String shown(Text job) {
        return "\"" + Keywords.shown(job.text()) + "\"";
    }
}
