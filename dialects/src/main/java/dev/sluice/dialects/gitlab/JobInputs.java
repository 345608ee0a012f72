package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The inputs of a job, {@code ${{ job.inputs.NAME }}} (docs.gitlab.com, "Job inputs"). Each has a default, which is what the job
 * gets: nobody gives another one yet.
 */
final class JobInputs {
    private static final int INPUTS_MAX = 50;
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";
    private static final String PREFIX = "job.inputs.";
    /** Where GitLab fills them in. */
    private static final Set<String> KEYWORDS =
            Set.of("before_script", "script", "after_script", "artifacts", "cache", "image", "services");

    private final FieldReader job;
    private final Map<String, String> values = new HashMap<>();

    private JobInputs(FieldReader job) {
        this.job = job;
    }

    /** The job with its inputs filled in; the same where it has none. */
    static Hash applied(FieldReader job) {
        if (!(job.value("inputs") instanceof Hash declared)) {
            if (job.has("inputs")) {
                job.wrong(job.value("inputs"), "inputs", "a mapping of names to their declarations");
            }
            return job.hash();
        }
        JobInputs inputs = new JobInputs(job);
        if (declared.fields().size() > INPUTS_MAX) {
            job.problems()
                    .error(
                            job.keyAt("inputs"),
                            "limit",
                            job.owner() + ": \"inputs\" has "
                                    + declared.fields().size() + " entries, the limit is " + INPUTS_MAX);
        }
        declared.fields().forEach(inputs::declare);
        Map<String, Field> fields = new LinkedHashMap<>(job.hash().fields());
        for (String keyword : KEYWORDS) {
            Field field = fields.get(keyword);
            if (field != null) {
                fields.put(keyword, new Field(field.at(), field.textual(), inputs.filled(field.value())));
            }
        }
        return new Hash(job.hash().at(), fields);
    }

    private void declare(String name, Field field) {
        String owner = job.owner() + ": input \"" + Keywords.shown(name) + "\"";
        if (!(field.value() instanceof Hash hash)) {
            job.problems()
                    .error(
                            field.value().at(),
                            "wrong-type",
                            owner + " must be a mapping, not " + field.value().kind());
            return;
        }
        FieldReader reader = new FieldReader(hash, owner, job.problems());
        Keywords.JOB_INPUT.check(hash, owner, job.problems());
        reader.text("description");
        String type = reader.word("type", InputTypes.NAMES).map(Text::text).orElse("string");
        InputTypes types = new InputTypes(job.problems());
        Optional<Items> options = types.options(reader);
        if (!reader.has("default")) {
            job.problems().error(field.at(), "missing", owner + ": \"default\" is missing");
            values.put(name, "");
            return;
        }
        types.typed(owner, reader.value("default"), type).ifPresent(value -> {
            options.ifPresent(words -> types.checkOptions(owner, words, value));
            types.checkRegex(reader, value);
            values.put(
                    name,
                    value instanceof Items
                            ? Scalars.json(value)
                            : Scalars.text(value).orElse(""));
        });
        values.putIfAbsent(name, "");
    }

    private ConfigValue filled(ConfigValue value) {
        return switch (value) {
            case Text text -> text.text().contains(OPEN) ? text.with(filled(text.text(), text)) : text;
            case Items items ->
                new Items(items.at(), items.items().stream().map(this::filled).toList());
            case Hash hash -> {
                Map<String, Field> fields = new LinkedHashMap<>();
                hash.fields()
                        .forEach((name, field) ->
                                fields.put(name, new Field(field.at(), field.textual(), filled(field.value()))));
                yield new Hash(hash.at(), fields);
            }
            case ConfigValue other -> other;
        };
    }

    private String filled(String text, Text place) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int start = text.indexOf(OPEN, i);
            int end = start < 0 ? -1 : text.indexOf(CLOSE, start);
            if (end < 0) {
                break;
            }
            out.append(text, i, start);
            String access = text.substring(start + OPEN.length(), end).strip();
            if (access.startsWith(PREFIX)) {
                out.append(value(access.substring(PREFIX.length()), place.placeOf(start)));
            } else {
                out.append(text, start, end + CLOSE.length());
            }
            i = end + CLOSE.length();
        }
        return out.append(text, i, text.length()).toString();
    }

    private String value(String name, Position at) {
        String value = values.get(name);
        if (value == null) {
            job.problems()
                    .error(
                            at,
                            "input-unknown",
                            job.owner() + ": ${{ job.inputs." + Keywords.shown(name)
                                    + " }}: there is no such input of the job",
                            NearName.hint(name, List.copyOf(values.keySet())));
            return "";
        }
        return value;
    }
}
