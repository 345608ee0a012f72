package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.Commit;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.MergeRequest;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.util.Map;
import java.util.Optional;

/** Triggers for tests. */
final class Triggers {
    private Triggers() {}

    static Trigger push(String branch) {
        return of(Event.PUSH, new GitRef.Branch(branch), Map.of());
    }

    static Trigger tag(String tag) {
        return of(Event.TAG, new GitRef.Tag(tag, ""), Map.of());
    }

    static Trigger of(Event event, GitRef ref, Map<String, String> variables) {
        Optional<MergeRequest> request = event == Event.MERGE_REQUEST
                ? Optional.of(new MergeRequest(7, "Change it", ref.name(), "main", "b".repeat(40)))
                : Optional.empty();
        return new Trigger(
                event,
                ref,
                new Commit("a".repeat(40), "Title\n\nBody", "Ada <ada@example.com>", "2026-01-02T03:04:05+00:00"),
                "c".repeat(40),
                "main",
                new Actor("ada", "Ada", "ada@example.com"),
                new ProjectInfo(
                        1,
                        "group/project",
                        "https://gitlab.example.com/group/project",
                        "https://gitlab.example.com/group/project.git",
                        "https://gitlab.example.com"),
                request,
                variables);
    }
}
