package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds values against the schemas of an OpenAPI description, as far as it uses JSON Schema. */
final class SchemaCheck {
    private static final String COMPONENT = "#/components/schemas/";

    private final JsonObject schemas;
    private final Set<String> used = new TreeSet<>();

    SchemaCheck(JsonObject description) {
        this.schemas = description.getAsJsonObject("components").getAsJsonObject("schemas");
    }

    JsonObject schema(String name) {
        assertThat(schemas.has(name)).as("schema %s", name).isTrue();
        used.add(name);
        return schemas.getAsJsonObject(name);
    }

    /** The schema itself, or the one that it refers to. */
    JsonObject resolved(JsonObject schema) {
        return schema.has("$ref") ? schema(schema.get("$ref").getAsString().substring(COMPONENT.length())) : schema;
    }

    /** Fails where the value is not what the schema says. */
    void check(String at, JsonElement value, JsonObject given) {
        JsonObject schema = resolved(given);
        switch (schema.get("type").getAsString()) {
            case "object" -> object(at, value, schema);
            case "array" -> {
                assertThat(value.isJsonArray())
                        .as("%s is a list: %s", at, value)
                        .isTrue();
                int index = 0;
                for (JsonElement item : value.getAsJsonArray()) {
                    check(at + "/" + index++, item, schema.getAsJsonObject("items"));
                }
            }
            case "string" -> text(at, value, schema);
            case "integer" -> number(at, value, schema);
            case "number" ->
                assertThat(value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber())
                        .as("%s is a number: %s", at, value)
                        .isTrue();
            case "boolean" ->
                assertThat(value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean())
                        .as("%s is true or false: %s", at, value)
                        .isTrue();
            default -> throw new AssertionError(at + " has a type that this check does not know: " + schema);
        }
    }

    private void object(String at, JsonElement value, JsonObject schema) {
        assertThat(value.isJsonObject()).as("%s is an object: %s", at, value).isTrue();
        JsonObject properties = schema.has("properties") ? schema.getAsJsonObject("properties") : new JsonObject();
        for (Map.Entry<String, JsonElement> field : value.getAsJsonObject().entrySet()) {
            JsonElement described = properties.get(field.getKey());
            if (described == null && schema.get("additionalProperties").isJsonObject()) {
                described = schema.get("additionalProperties");
            }
            assertThat(described).as("%s/%s is described", at, field.getKey()).isNotNull();
            check(at + "/" + field.getKey(), field.getValue(), described.getAsJsonObject());
        }
        if (schema.has("required")) {
            schema.getAsJsonArray("required")
                    .forEach(name -> assertThat(value.getAsJsonObject().has(name.getAsString()))
                            .as("%s has %s: %s", at, name, value)
                            .isTrue());
        }
    }

    private static void text(String at, JsonElement value, JsonObject schema) {
        assertThat(value.isJsonPrimitive() && value.getAsJsonPrimitive().isString())
                .as("%s is a text: %s", at, value)
                .isTrue();
        if (schema.has("enum")) {
            assertThat(schema.getAsJsonArray("enum").contains(value))
                    .as("%s is one of %s: %s", at, schema.get("enum"), value)
                    .isTrue();
        }
        if (schema.has("format")) {
            assertThat(Instant.parse(value.getAsString())).as("%s", at).isNotNull();
        }
    }

    private static void number(String at, JsonElement value, JsonObject schema) {
        assertThat(value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber())
                .as("%s is a number: %s", at, value)
                .isTrue();
        assertThat(value.getAsString()).as("%s is a whole number", at).matches("-?\\d+");
        if (schema.has("minimum")) {
            assertThat(value.getAsLong())
                    .as("%s", at)
                    .isGreaterThanOrEqualTo(schema.get("minimum").getAsLong());
        }
        if (schema.has("maximum")) {
            assertThat(value.getAsLong())
                    .as("%s", at)
                    .isLessThanOrEqualTo(schema.get("maximum").getAsLong());
        }
    }

    /** Names of schemas that were looked at. */
    Set<String> used() {
        return used;
    }

    Set<String> all() {
        return schemas.keySet();
    }
}
