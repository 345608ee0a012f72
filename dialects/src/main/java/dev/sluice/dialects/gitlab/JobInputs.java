package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobInput;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.JobInputValues.Place;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the inputs of a job (docs.gitlab.com, "Job inputs"). Where GitLab Runner fills them in, the places stay in the texts until
 * the job runs; elsewhere in the same keywords the defaults take their place.
 */
final class JobInputs {
    private static final int INPUTS_MAX = 50;
    private static final Set<String> KEYWORDS =
            Set.of("before_script", "script", "after_script", "artifacts", "cache", "image", "services", "run");
    /** Of these keywords only what stands here is filled in late; of the others all. */
    private static final Map<String, Set<String>> LATE = Map.of(
            "artifacts", Set.of("name", "paths", "exclude"),
            "cache", Set.of("key", "paths", "policy", "fallback_keys"));

    private final FieldReader job;
    private final Map<String, String> values = new HashMap<>();
    private final List<JobInput> declared = new ArrayList<>();

    private JobInputs(FieldReader job) {
        this.job = job;
    }

    /** The job's inputs; mistakes are told by {@link #applied}. */
    static List<JobInput> declared(FieldReader job) {
        if (!(job.value("inputs") instanceof Hash all)) {
            return List.of();
        }
        JobInputs inputs = new JobInputs(new FieldReader(job.hash(), job.owner(), new Problems()));
        all.fields().forEach(inputs::declare);
        return inputs.declared;
    }

    /** The job with all places of its inputs checked. */
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
                fields.put(keyword, inputs.applied(keyword, field));
            }
        }
        return new Hash(job.hash().at(), fields);
    }

    private Field applied(String keyword, Field field) {
        Set<String> late = LATE.getOrDefault(keyword, Set.of());
        ConfigValue value =
                switch (field.value()) {
                    case Hash hash when !late.isEmpty() -> parts(hash, late);
                    case Items items
                    when !late.isEmpty() ->
                        new Items(
                                items.at(),
                                items.items().stream()
                                        .map(item -> item instanceof Hash hash ? parts(hash, late) : item)
                                        .toList());
                    case ConfigValue other -> checked(other, true);
                };
        return new Field(field.at(), field.textual(), value);
    }

    private Hash parts(Hash hash, Set<String> late) {
        Map<String, Field> fields = new LinkedHashMap<>();
        hash.fields()
                .forEach((name, field) -> fields.put(
                        name, new Field(field.at(), field.textual(), checked(field.value(), late.contains(name)))));
        return new Hash(hash.at(), fields);
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
        String description = reader.text("description").map(Text::text).orElse("");
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
            values.put(name, JobInputValues.text(value));
        });
        values.putIfAbsent(name, "");
        List<String> words = options.map(Items::items).orElse(List.of()).stream()
                .map(option -> Scalars.text(option).orElse(""))
                .toList();
        declared.add(new JobInput(
                name,
                JobInput.Type.of(type),
                values.getOrDefault(name, ""),
                description,
                words,
                reader.text("regex").map(Text::text)));
    }

    /** Tells of places of unknown inputs; where they are not {@code late}, the defaults take their place. */
    private ConfigValue checked(ConfigValue value, boolean late) {
        return switch (value) {
            case Text text -> {
                String filled = JobInputValues.replaced(text.text(), place -> Optional.of(value(text, place)));
                yield late || filled.equals(text.text()) ? text : text.with(filled);
            }
            case Items items ->
                new Items(
                        items.at(),
                        items.items().stream().map(item -> checked(item, late)).toList());
            case Hash hash -> {
                Map<String, Field> fields = new LinkedHashMap<>();
                hash.fields()
                        .forEach((name, field) ->
                                fields.put(name, new Field(field.at(), field.textual(), checked(field.value(), late))));
                yield new Hash(hash.at(), fields);
            }
            case ConfigValue other -> other;
        };
    }

    private String value(Text text, Place place) {
        String name = place.name().orElse("");
        String value = place.name().isPresent() ? values.get(name) : null;
        if (value != null) {
            return value;
        }
        String where = job.owner() + ": ${{ " + Keywords.shown(place.access()) + " }}: ";
        int minus = name.indexOf('-');
        if (place.name().isEmpty() || minus > 0 && values.containsKey(name.substring(0, minus))) {
            job.problems()
                    .error(
                            text.placeOf(place.start()),
                            "input-expression",
                            where + "operators and functions are not supported yet",
                            "name one input alone, ${{ job.inputs.NAME }}, and let the script calculate");
        } else {
            job.problems()
                    .error(
                            text.placeOf(place.start()),
                            "input-unknown",
                            where + "there is no such input of the job",
                            NearName.hint(name, List.copyOf(values.keySet())));
        }
        return "";
    }
}
