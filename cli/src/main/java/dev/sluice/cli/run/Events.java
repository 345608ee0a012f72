package dev.sluice.cli.run;

import dev.sluice.cli.args.ValueReader;
import dev.sluice.core.model.Trigger;
import java.util.List;

/** {@code --event}: the dialects' words for what starts a pipeline. */
record Events() implements ValueReader<Trigger.Event> {
    private static final List<String> WORDS = List.of(
            "push",
            "tag",
            "merge_request_event",
            "merge_request",
            "pull_request",
            "schedule",
            "workflow_dispatch",
            "web",
            "manual",
            "api",
            "trigger");

    @Override
    public Trigger.Event read(String text) throws BadValue {
        return switch (text) {
            case "push" -> Trigger.Event.PUSH;
            case "tag" -> Trigger.Event.TAG;
            case "merge_request_event", "merge_request", "pull_request" -> Trigger.Event.MERGE_REQUEST;
            case "schedule" -> Trigger.Event.SCHEDULE;
            case "workflow_dispatch", "web", "manual" -> Trigger.Event.MANUAL;
            case "api" -> Trigger.Event.API;
            case "trigger" -> Trigger.Event.TRIGGER;
            default -> throw new BadValue("expected one of " + String.join(", ", WORDS));
        };
    }

    @Override
    public List<String> choices() {
        return WORDS;
    }
}
