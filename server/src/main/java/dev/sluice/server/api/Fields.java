package dev.sluice.server.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.server.http.BadRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the fields of a JSON body; one that the route does not know is refused, never ignored. */
final class Fields {
    private final JsonObject json;

    private Fields(JsonObject json) {
        this.json = json;
    }

    static Fields of(JsonObject json, String... known) {
        Set<String> names = Set.of(known);
        for (String name : json.keySet()) {
            if (!names.contains(name)) {
                throw new BadRequest(
                        400, "unknown-field", "unknown field \"" + name + "\"; known are " + new TreeSet<>(names));
            }
        }
        return new Fields(json);
    }

    /** The fields of a body that may have others: one that somebody else's program sends. */
    static Fields amongOthers(JsonObject json) {
        return new Fields(json);
    }

    String text(String name) {
        return textIfAny(name)
                .orElseThrow(() -> new BadRequest(400, "missing-field", "the field \"" + name + "\" is missing"));
    }

    Optional<String> textIfAny(String name) {
        Optional<JsonElement> value = value(name);
        if (value.isPresent()
                && !(value.get().isJsonPrimitive()
                        && value.get().getAsJsonPrimitive().isString())) {
            throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is a text");
        }
        return value.map(JsonElement::getAsString);
    }

    boolean truth(String name) {
        return truthIfAny(name).orElse(false);
    }

    Optional<Boolean> truthIfAny(String name) {
        Optional<JsonElement> value = value(name);
        if (value.isPresent()
                && !(value.get().isJsonPrimitive()
                        && value.get().getAsJsonPrimitive().isBoolean())) {
            throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is true or false");
        }
        return value.map(JsonElement::getAsBoolean);
    }

    Optional<Long> numberIfAny(String name, long min, long max) {
        Optional<JsonElement> value = value(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().isJsonPrimitive() && value.get().getAsJsonPrimitive().isNumber()) {
            double number = value.get().getAsDouble();
            if (number >= min && number <= max && number == Math.rint(number)) {
                return Optional.of((long) number);
            }
        }
        throw new BadRequest(
                400, "bad-field", "the field \"" + name + "\" is a whole number from " + min + " to " + max);
    }

    List<String> texts(String name) {
        Optional<JsonElement> value = value(name);
        if (value.isEmpty() || !value.get().isJsonArray()) {
            throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement one : value.get().getAsJsonArray()) {
            if (!one.isJsonPrimitive()) {
                throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is a list of texts");
            }
            texts.add(one.getAsString());
        }
        return texts;
    }

    /** The fields of an object whose values are texts; empty where it is missing. */
    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<JsonElement> value = value(name);
        if (value.isPresent() && !value.get().isJsonObject()) {
            throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is an object of texts");
        }
        value.ifPresent(object -> object.getAsJsonObject().entrySet().forEach(entry -> {
            if (!entry.getValue().isJsonPrimitive()) {
                throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is an object of texts");
            }
            texts.put(entry.getKey(), entry.getValue().getAsString());
        }));
        return texts;
    }

    /** The fields of an object whose values are texts, numbers, truths or lists; lists as JSON. Empty where it is missing. */
    Map<String, String> valuesByName(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        Optional<JsonElement> value = value(name);
        if (value.isPresent() && !value.get().isJsonObject()) {
            throw new BadRequest(400, "bad-field", "the field \"" + name + "\" is an object");
        }
        value.ifPresent(object -> object.getAsJsonObject().entrySet().forEach(entry -> {
            JsonElement one = entry.getValue();
            values.put(entry.getKey(), one.isJsonPrimitive() ? one.getAsString() : one.toString());
        }));
        return values;
    }

    private Optional<JsonElement> value(String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isJsonNull());
    }
}
