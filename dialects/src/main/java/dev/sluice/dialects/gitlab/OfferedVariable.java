package dev.sluice.dialects.gitlab;

import java.util.List;

/**
 * A variable that the file offers to whoever starts its pipeline by hand (docs.gitlab.com, "Prefill variables in manual
 * pipelines").
 *
 * @param description what it is for; may be empty
 * @param value what it is where nobody says otherwise
 * @param options the values it may have; empty where any will do
 */
public record OfferedVariable(String name, String description, String value, List<String> options) {
    public OfferedVariable {
        options = List.copyOf(options);
    }
}
