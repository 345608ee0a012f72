package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.app.delivery.DeliveryQueries.Column;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentDetail;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.delivery.DeliveryQueries.Vote;
import dev.sluice.app.delivery.DeliveryQueries.Wait;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.RolloutStep;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The JSON forms of releases, environments and deployments: stable names, lower-case words, times in ISO 8601 to the second. Pure. */
final class DeliveryJson {
    private DeliveryJson() {}

    static JsonObject release(Release release) {
        JsonObject json = new JsonObject();
        json.addProperty("version", release.version());
        json.addProperty("kind", word(release.kind()));
        json.addProperty("commit", release.commit());
        json.addProperty("branch", release.branch());
        json.addProperty("run", release.run());
        json.addProperty("author", release.author());
        json.addProperty("title", release.title());
        json.addProperty("decided_by", release.decidedBy());
        json.addProperty("created_at", seconds(release.createdAt()));
        return json;
    }

    static JsonObject environment(Column column) {
        JsonObject json = new JsonObject();
        json.addProperty("name", column.name());
        column.spec().map(EnvironmentSpec::source).ifPresent(source -> {
            if (source instanceof EnvironmentSpec.Source.After(var before)) {
                json.addProperty("after", before);
            }
        });
        column.spec().flatMap(EnvironmentSpec::approval).ifPresent(rule -> {
            JsonArray roles = new JsonArray();
            rule.by().forEach(roles::add);
            json.add("approval_by", roles);
        });
        column.address().ifPresent(address -> json.addProperty("address", address));
        column.live().ifPresent(live -> {
            JsonObject present = new JsonObject();
            present.addProperty("version", live.version());
            present.addProperty("deployment", live.deployment());
            present.addProperty("since", seconds(live.since()));
            present.addProperty("by", live.by());
            present.addProperty("health", word(live.health()));
            json.add("live", present);
        });
        column.takenDown().ifPresent(down -> {
            JsonObject past = new JsonObject();
            past.addProperty("version", down.version());
            past.addProperty("deployment", down.number());
            past.addProperty("by", down.by());
            time(past, "at", down.finishedAt());
            json.add("taken_down", past);
        });
        json.addProperty("releases_behind", column.releasesBehind());
        json.addProperty("commits_behind", column.commitsBehind());
        json.addProperty("waiting", column.waiting());
        column.uncertain().ifPresent(number -> json.addProperty("uncertain", number));
        return json;
    }

    static JsonObject deployment(DeploymentView view) {
        JsonObject json = new JsonObject();
        json.addProperty("number", view.number());
        json.addProperty("environment", view.environment());
        json.addProperty("version", view.version());
        json.addProperty("cause", word(view.cause()));
        json.addProperty("by", view.by());
        json.addProperty("status", word(view.status()));
        view.waits().ifPresent(wait -> json.add("waits", wait(wait)));
        view.from().ifPresent(version -> json.addProperty("from", version));
        if (!view.comment().isEmpty()) {
            json.addProperty("comment", view.comment());
        }
        if (!view.reason().isEmpty()) {
            json.addProperty("reason", view.reason());
        }
        if (!view.votes().isEmpty()) {
            JsonArray votes = new JsonArray();
            view.votes().forEach(vote -> votes.add(vote(vote)));
            json.add("votes", votes);
        }
        json.addProperty("share", view.share());
        json.addProperty("requested_at", seconds(view.requestedAt()));
        time(json, "started_at", view.startedAt());
        time(json, "finished_at", view.finishedAt());
        return json;
    }

    private static JsonObject vote(Vote vote) {
        JsonObject json = new JsonObject();
        json.addProperty("by", vote.by());
        json.addProperty("approve", vote.approve());
        json.addProperty("comment", vote.comment());
        json.addProperty("at", seconds(vote.at()));
        json.addProperty("counts", vote.counts());
        return json;
    }

    private static JsonObject wait(Wait wait) {
        JsonObject json = new JsonObject();
        switch (wait) {
            case Wait.Approval(var missing, var who) -> {
                json.addProperty("for", "approval");
                json.addProperty("missing", missing);
                JsonArray logins = new JsonArray();
                who.forEach(logins::add);
                json.add("who", logins);
            }
            case Wait.Turn(var number, var version) -> {
                json.addProperty("for", "turn");
                json.addProperty("deployment", number);
                json.addProperty("version", version);
            }
            case Wait.Uncertain(var number) -> {
                json.addProperty("for", "person");
                json.addProperty("deployment", number);
            }
            case Wait.Starting() -> json.addProperty("for", "start");
        }
        return json;
    }

    static JsonObject detail(DeploymentDetail detail) {
        JsonObject json = deployment(detail.deployment());
        detail.replaces().ifPresent(version -> json.addProperty("replaces", version));
        JsonArray steps = new JsonArray();
        detail.rollout().ifPresent(state -> state.steps().forEach(step -> steps.add(step(step))));
        json.add("steps", steps);
        JsonArray probes = new JsonArray();
        detail.rollout()
                .flatMap(RolloutState::failure)
                .map(RolloutState.Failure::evidence)
                .orElse(detail.probes())
                .forEach(probe -> probes.add(probe(probe)));
        json.add("evidence", probes);
        JsonArray removed = new JsonArray();
        detail.rollout().ifPresent(state -> state.plan().removedServices().forEach(removed::add));
        if (!removed.isEmpty()) {
            json.add("removed_services", removed);
        }
        return json;
    }

    private static JsonObject step(RolloutState.StepState step) {
        JsonObject json = new JsonObject();
        json.addProperty("step", name(step.step()));
        if (step.step() instanceof RolloutStep.Shift shift) {
            json.addProperty("share", shift.newShare());
        }
        json.addProperty("back", step.back());
        json.addProperty("status", word(step.status()));
        time(json, "started_at", step.startedAt());
        time(json, "ended_at", step.endedAt());
        if (!step.note().isEmpty()) {
            json.addProperty("note", step.note());
        }
        return json;
    }

    private static String name(RolloutStep step) {
        return switch (step) {
            case RolloutStep.StartSlots _ -> "start";
            case RolloutStep.AwaitHealthy _ -> "health";
            case RolloutStep.Shift _ -> "shift";
            case RolloutStep.Hold _ -> "hold";
            case RolloutStep.Observe _ -> "observe";
            case RolloutStep.Drain _ -> "drain";
            case RolloutStep.StopSlots _ -> "stop";
        };
    }

    private static JsonObject probe(ProbeEvidence probe) {
        JsonObject json = new JsonObject();
        json.addProperty("service", probe.slot().service());
        json.addProperty("copy", probe.slot().copy());
        json.addProperty("healthy", probe.healthy());
        json.addProperty("status", probe.status());
        json.addProperty("took_ms", probe.tookMs());
        json.addProperty("detail", probe.detail());
        json.addProperty("at", seconds(probe.at()));
        return json;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void time(JsonObject json, String name, Optional<Instant> at) {
        at.ifPresent(instant -> json.addProperty(name, seconds(instant)));
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
