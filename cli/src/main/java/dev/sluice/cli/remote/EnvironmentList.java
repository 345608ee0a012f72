package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.args.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The environments of a project as the server tells of them. Immutable. */
record EnvironmentList(List<JsonObject> all) {
    EnvironmentList {
        all = List.copyOf(all);
    }

    static EnvironmentList of(ServerClient client) throws CommandFailed {
        return new EnvironmentList(ServerClient.objects(client.get("/environments"), "items"));
    }

    /** The environment of that name; a wrong name is answered with the one that was probably meant. */
    JsonObject named(String name) throws CommandFailed {
        Optional<JsonObject> found = find(name);
        if (found.isPresent()) {
            return found.get();
        }
        List<String> names = new ArrayList<>();
        all.forEach(one -> names.add(ServerClient.text(one, "name")));
        String otherwise =
                names.isEmpty() ? "the project has no environments yet" : "there is: " + String.join(", ", names);
        throw new CommandFailed(Exit.INVALID, "no such environment: " + name, Nearest.hint(name, names, otherwise));
    }

    /** Whether releases come to one environment from the other, directly or by way of others. */
    boolean comesAfter(String later, String earlier) {
        String at = later;
        for (int steps = 0; steps < all.size() && !at.isEmpty(); steps++) {
            at = find(at).map(one -> ServerClient.text(one, "after")).orElse("");
            if (at.equalsIgnoreCase(earlier)) {
                return true;
            }
        }
        return false;
    }

    private Optional<JsonObject> find(String name) {
        return all.stream()
                .filter(one -> ServerClient.text(one, "name").equalsIgnoreCase(name))
                .findFirst();
    }

    /** The version that is live in an environment; empty text where there is none. */
    static String live(JsonObject environment) {
        return environment.has("live") ? ServerClient.text(environment.getAsJsonObject("live"), "version") : "";
    }
}
