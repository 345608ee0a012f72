package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.gitlab.JobSpec.NeedSpec;
import dev.sluice.dialects.gitlab.JobSpec.ParallelSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code needs} and {@code parallel}. */
final class NeedsReader {
    /** GitLab's own default. */
    static final int NEEDS_MAX = 50;

    static final int COPIES_MAX = 200;

    private NeedsReader() {}

    /** The needs; empty where there is no such key. */
    static Optional<List<NeedSpec>> needs(FieldReader owner) {
        return switch (owner.value("needs")) {
            case Absent _ -> Optional.empty();
            // GitLab lets such a job go by its stage, whatever else it names.
            case ConfigValue needs
            when OtherNeedsReader.isMirror(owner.hash()) -> {
                if (needs instanceof Items items) {
                    needs(items, owner);
                }
                yield Optional.empty();
            }
            // A job of another pipeline is not waited for: one that needs no other starts at once.
            case Hash hash when OtherNeedsReader.isOther(hash) -> Optional.of(List.of());
            case Hash hash -> Optional.of(need(hash, owner).map(List::of).orElse(List.of()));
            case Items items -> Optional.of(needs(items, owner));
            case ConfigValue other -> {
                owner.wrong(other, "needs", "a list of jobs");
                yield Optional.empty();
            }
        };
    }

    private static List<NeedSpec> needs(Items items, FieldReader owner) {
        List<NeedSpec> needs = new ArrayList<>();
        for (ConfigValue item : items.items()) {
            switch (item) {
                case Text text -> needs.add(new NeedSpec(text, true, false, List.of()));
                case Hash hash when OtherNeedsReader.isOther(hash) -> {}
                case Hash hash -> need(hash, owner).ifPresent(needs::add);
                case Items nested -> needs.addAll(needs(nested, owner));
                case ConfigValue other -> owner.wrong(other, "needs", "a list of jobs");
            }
        }
        if (needs.size() > NEEDS_MAX) {
            owner.problems()
                    .error(
                            items.at(),
                            "limit",
                            owner.owner() + ": \"needs\" has " + needs.size() + " entries, the limit is " + NEEDS_MAX);
        }
        return needs;
    }

    private static Optional<NeedSpec> need(Hash hash, FieldReader owner) {
        FieldReader reader = owner.below(hash, "needs");
        Keywords.NEED.check(hash, reader.owner(), owner.problems());
        Optional<Text> job = reader.filledText("job");
        if (job.isEmpty()) {
            if (!reader.has("job")) {
                owner.problems().error(hash.at(), "missing", reader.owner() + ": \"job\" is missing");
            }
            return Optional.empty();
        }
        if (reader.has("ref")) {
            owner.problems()
                    .error(reader.keyAt("ref"), "exclusive", reader.owner() + ": \"ref\" goes with \"project\"");
        }
        List<Map<String, List<String>>> matrix = new ArrayList<>();
        reader.mapping("parallel", Keywords.PARALLEL).ifPresent(inner -> {
            if (inner.has("matrix")) {
                matrix.addAll(matrix(inner));
            } else {
                inner.problems().error(inner.hash().at(), "missing", inner.owner() + ": \"matrix\" is missing");
            }
        });
        return Optional.of(new NeedSpec(
                job.get(),
                reader.flag("artifacts").orElse(true),
                reader.flag("optional").orElse(false),
                matrix));
    }

    /** {@code parallel}: a number of copies, or a matrix. */
    static Optional<ParallelSpec> parallel(FieldReader owner) {
        return switch (owner.value("parallel")) {
            case Absent _ -> Optional.empty();
            case Whole whole -> {
                OptionalInt copies = owner.number(whole, "parallel", 1, COPIES_MAX);
                yield copies.isPresent() ? Optional.of(new ParallelSpec.Count(copies.getAsInt())) : Optional.empty();
            }
            case Hash _ ->
                owner.mapping("parallel", Keywords.PARALLEL).flatMap(inner -> {
                    if (!inner.has("matrix")) {
                        inner.problems().error(inner.hash().at(), "missing", inner.owner() + ": \"matrix\" is missing");
                        return Optional.empty();
                    }
                    List<Map<String, List<String>>> matrix = matrix(inner);
                    return isTooLarge(matrix, inner) ? Optional.empty() : Optional.of(new ParallelSpec.Matrix(matrix));
                });
            case ConfigValue other -> {
                owner.wrong(other, "parallel", "a number or a mapping with \"matrix\"");
                yield Optional.empty();
            }
        };
    }

    /** Counts before anything is made. */
    private static boolean isTooLarge(List<Map<String, List<String>>> matrix, FieldReader reader) {
        double copies = 0;
        for (Map<String, List<String>> entry : matrix) {
            double combinations = 1;
            for (List<String> values : entry.values()) {
                combinations *= values.size();
            }
            copies += combinations;
        }
        if (copies <= COPIES_MAX) {
            return false;
        }
        String count = copies < 1e15 ? Long.toString((long) copies) : "more than a million billion";
        reader.problems()
                .error(
                        reader.keyAt("matrix"),
                        "limit",
                        reader.owner() + ": the matrix makes " + count + " jobs, the limit is " + COPIES_MAX);
        return true;
    }

    private static List<Map<String, List<String>>> matrix(FieldReader reader) {
        List<Map<String, List<String>>> entries = new ArrayList<>();
        if (!(reader.value("matrix") instanceof Items items)) {
            reader.wrong(reader.value("matrix"), "matrix", "a list of mappings");
            return entries;
        }
        if (items.items().isEmpty()) {
            reader.problems().error(items.at(), "empty", reader.owner() + ": \"matrix\" may not be empty");
        }
        for (ConfigValue item : items.items()) {
            if (item instanceof Hash hash && !hash.fields().isEmpty()) {
                entries.add(entry(hash, reader));
            } else {
                reader.wrong(item, "matrix", "a list of mappings with at least one name");
            }
        }
        return entries;
    }

    private static Map<String, List<String>> entry(Hash hash, FieldReader reader) {
        Map<String, List<String>> entry = new LinkedHashMap<>();
        hash.fields().forEach((name, field) -> {
            List<String> values = new ArrayList<>();
            switch (field.value()) {
                case Items items -> {
                    if (items.items().isEmpty()) {
                        reader.problems()
                                .error(
                                        items.at(),
                                        "empty",
                                        reader.owner() + ": \"" + name + "\" needs at least one value");
                    }
                    items.items().forEach(value -> add(value, name, reader, values));
                }
                case Text text
                when text.text().isBlank() ->
                    reader.problems().error(text.at(), "empty", reader.owner() + ": \"" + name + "\" needs a value");
                case ConfigValue single -> add(single, name, reader, values);
            }
            entry.put(name, values);
        });
        return entry;
    }

    private static void add(ConfigValue value, String name, FieldReader reader, List<String> into) {
        switch (value) {
            case Text text -> into.add(text.text());
            case Whole whole -> into.add(whole.number().toString());
            case ConfigValue other ->
                reader.problems()
                        .error(
                                other.at(),
                                "wrong-type",
                                reader.owner() + ": a value of \"" + name + "\" must be a text or a whole number, not "
                                        + other.kind(),
                                "put it into quotes");
        }
    }
}
