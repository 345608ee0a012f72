package dev.sluice.app.trigger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a pusher asks for by {@code git push -o} (docs.gitlab.com, "Push options"); what is not known is passed over, as GitLab
 * does.
 *
 * @param skip no runs
 * @param variables of the runs of this push; win over those of the file
 * @param inputs values for what the file declares
 * @param mergeRequest a change to propose
 */
public record PushOptions(
        boolean skip,
        Map<String, String> variables,
        Map<String, String> inputs,
        Optional<ProposedChange> mergeRequest) {
    /** Nothing is asked for. */
    public static final PushOptions NONE = parse(List.of());

    private static final int TEXT_MAX = 8_000;

    public PushOptions {
        variables = Map.copyOf(variables);
        inputs = Map.copyOf(inputs);
    }

    /**
     * A branch that is to go into another.
     *
     * @param target empty text: the default branch
     * @param title empty text: that of the commit
     */
    public record ProposedChange(String target, String title) {}

    /** Reads options as git hands them on, one a text. */
    public static PushOptions parse(List<String> options) {
        Map<String, String> variables = new TreeMap<>();
        Map<String, String> inputs = new TreeMap<>();
        Map<String, String> request = new TreeMap<>();
        boolean skip = false;
        for (String option : options) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (name) {
                case "ci.skip" -> skip = true;
                case "ci.variable" -> assign(value, variables);
                case "ci.input" -> assign(value, inputs);
                case "merge_request.create", "merge_request.target", "merge_request.title" -> request.put(name, value);
                default -> {
                    // GitLab has more of them, for what there is only there.
                }
            }
        }
        Optional<ProposedChange> proposed = request.containsKey("merge_request.create")
                ? Optional.of(new ProposedChange(
                        request.getOrDefault("merge_request.target", ""),
                        request.getOrDefault("merge_request.title", "")))
                : Optional.empty();
        return new PushOptions(skip, variables, inputs, proposed);
    }

    private static void assign(String text, Map<String, String> into) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            into.put(text.substring(0, equals), text.substring(equals + 1));
        }
    }

    /** Why a push with these options cannot be taken, in words for the pusher. */
    public static Optional<String> problem(List<String> options) {
        return encoded(options).length() > TEXT_MAX
                ? Optional.of("the options of a push have at most " + TEXT_MAX * 3 / 4 + " characters together")
                : Optional.empty();
    }

    /** Those that are known as one text of letters, digits, {@code -} and {@code _}; empty text where there are none. */
    static String encoded(List<String> options) {
        String known = String.join(
                "\n",
                options.stream()
                        .filter(option -> option.startsWith("ci.") || option.startsWith("merge_request."))
                        .map(option -> option.replace('\n', ' '))
                        .toList());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(known.getBytes(StandardCharsets.UTF_8));
    }

    /** The options of such a text; none where it is something else. */
    static List<String> decoded(String text) {
        try {
            String known = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            return known.isEmpty() ? List.of() : new ArrayList<>(known.lines().toList());
        } catch (IllegalArgumentException _) {
            // Somebody else wrote it.
            return List.of();
        }
    }
}
