package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.Sentence;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values of a job's inputs, and their places {@code ${{ job.inputs.NAME }}} in texts (docs.gitlab.com, "Job inputs"): they are
 * filled in just before the job runs.
 */
final class JobInputValues {
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";
    /** One input alone, {@code .NAME} or {@code ["NAME"]}. */
    private static final Pattern PLAIN = Pattern.compile(
            "job\\.inputs(?:\\.([^\\s.()\\[\\]+*/%=!<>&|\"']+)|\\[\\s*(?:\"([^\"\\\\]*)\"|'([^'\\\\]*)')\\s*])");

    private static final Pattern INPUTS = Pattern.compile("(?<![\\w.])job\\s*\\.\\s*inputs(?!\\w)");

    private JobInputValues() {}

    /** What is wrong with values that a person chose, in {@link Sentence}s; empty where they can be used. */
    static List<String> problems(List<JobInput> declared, Map<String, String> chosen) {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(chosen).forEach((name, value) -> {
            Optional<JobInput> input =
                    declared.stream().filter(one -> one.name().equals(name)).findFirst();
            if (input.isPresent()) {
                problem(input.get(), value).ifPresent(problems::add);
            } else if (declared.isEmpty()) {
                problems.add(Sentence.JOB_WITHOUT_INPUTS.with(Keywords.shown(name)));
            } else {
                List<String> names = declared.stream().map(JobInput::name).toList();
                problems.add(Sentence.JOB_INPUT_UNKNOWN.with(Keywords.shown(name), String.join(", ", names)));
            }
        });
        return problems;
    }

    private static Optional<String> problem(JobInput input, String chosen) {
        if (chosen.length() > JobInput.CHARACTERS_MAX) {
            return Optional.of(Sentence.JOB_INPUT_LONG.with(input.name(), JobInput.CHARACTERS_MAX));
        }
        Optional<ConfigValue> value = typed(input, chosen);
        if (value.isEmpty()) {
            return Optional.of(
                    Sentence.JOB_INPUT_TYPE.with(input.name(), input.type().word(), Keywords.shown(chosen)));
        }
        Optional<String> other = single(value.get()).stream()
                .filter(one -> !input.options().isEmpty() && !input.options().contains(one))
                .findFirst();
        if (other.isPresent()) {
            return Optional.of(Sentence.JOB_INPUT_OPTION.with(
                    input.name(), Keywords.shown(other.get()), String.join(", ", input.options())));
        }
        boolean fits = input.pattern().map(pattern -> fits(pattern, chosen)).orElse(true);
        return fits
                ? Optional.empty()
                : Optional.of(Sentence.JOB_INPUT_PATTERN.with(
                        input.name(), Keywords.shown(chosen), input.pattern().orElse("")));
    }

    private static List<String> single(ConfigValue value) {
        List<ConfigValue> all = value instanceof Items items ? items.items() : List.of(value);
        return all.stream().map(one -> Scalars.text(one).orElse("")).toList();
    }

    private static boolean fits(String pattern, String text) {
        boolean delimited = pattern.length() > 1 && pattern.startsWith("/") && pattern.endsWith("/");
        String body = delimited ? pattern.substring(1, pattern.length() - 1) : pattern;
        return switch (RegularExpression.compile(body, "")) {
            case RegularExpression.Compiled compiled -> compiled.find(text);
            // The file was refused for it.
            case RegularExpression.Refused _ -> false;
        };
    }

    private static Optional<ConfigValue> typed(JobInput input, String chosen) {
        return new InputTypes(new Problems())
                .typed(input.name(), Text.unplaced(chosen), input.type().word());
    }

    /** The text that takes the place of an input. */
    static String text(ConfigValue value) {
        return value instanceof Items
                ? Scalars.json(value)
                : Scalars.text(value).orElse("");
    }

    /** What each input is, with what a person chose over what the file says. */
    static Map<String, String> of(List<JobInput> declared, Map<String, String> chosen) {
        Map<String, String> values = new HashMap<>();
        for (JobInput input : declared) {
            String text = chosen.getOrDefault(input.name(), input.value());
            values.put(
                    input.name(), typed(input, text).map(JobInputValues::text).orElse(text));
        }
        return values;
    }

    /** The text with values in place of inputs; other expressions stay. */
    static String filled(String text, Map<String, String> values) {
        return replaced(text, place -> place.name().map(values::get));
    }

    /**
     * A place in a text that stands for an input.
     *
     * @param name of the input; empty where operators or functions make something else of inputs
     * @param access what is written
     * @param start where it begins
     */
    record Place(Optional<String> name, String access, int start) {
        static Optional<Place> of(String access, int start) {
            Matcher plain = PLAIN.matcher(access);
            if (plain.matches()) {
                Optional<String> name = Stream.of(1, 2, 3)
                        .flatMap(group -> Optional.ofNullable(plain.group(group)).stream())
                        .findFirst();
                return Optional.of(new Place(name, access, start));
            }
            return INPUTS.matcher(access).find()
                    ? Optional.of(new Place(Optional.empty(), access, start))
                    : Optional.empty();
        }
    }

    /** The text with what is given for each place; one for which nothing is given stays. */
    static String replaced(String text, Function<Place, Optional<String>> value) {
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int start = text.indexOf(OPEN); start >= 0; start = text.indexOf(OPEN, done)) {
            int end = text.indexOf(CLOSE, start);
            if (end < 0) {
                break;
            }
            String access = text.substring(start + OPEN.length(), end).strip();
            Optional<String> found = Place.of(access, start).flatMap(value);
            int after = end + CLOSE.length();
            out.append(text, done, start).append(found.orElse(text.substring(start, after)));
            done = after;
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }
}
