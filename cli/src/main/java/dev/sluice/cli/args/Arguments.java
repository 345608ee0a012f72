package dev.sluice.cli.args;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of one command, read by its {@link CommandSpec}. Immutable. */
public final class Arguments {

    private final Map<Option<?>, List<Object>> values;
    private final List<String> operands;

    private Arguments(Map<Option<?>, List<Object>> values, List<String> operands) {
        this.values = values;
        this.operands = List.copyOf(operands);
    }

    /**
     * Reads what follows the command's name. {@code --name VALUE} and {@code --name=VALUE} mean the same; {@code --} ends
     * the options.
     *
     * @throws UsageError on the first mistake
     */
    public static Arguments read(CommandSpec spec, List<String> words) throws UsageError {
        List<Option<?>> options = spec.allOptions();
        Map<Option<?>, List<Object>> values = new LinkedHashMap<>();
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                operands.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (word.equals("-h")) {
                values.put(CommandSpec.HELP, List.of(""));
                continue;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                operands.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Option<?> option = known(spec, options, name);
            Optional<String> inline = equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
            if (!option.isFlag() && inline.isEmpty()) {
                i++;
                if (i == words.size()) {
                    throw new UsageError(name + " needs a value: " + name + " " + option.value(), helpHint(spec));
                }
                inline = Optional.of(words.get(i));
            }
            put(spec, values, option, inline);
        }
        if (!values.containsKey(CommandSpec.HELP)) {
            checkCount(spec, operands);
        }
        return new Arguments(values, operands);
    }

    private static Option<?> known(CommandSpec spec, List<Option<?>> options, String name) throws UsageError {
        Optional<Option<?>> option = Option.named(options, name);
        if (option.isPresent()) {
            return option.get();
        }
        List<String> names = new ArrayList<>();
        for (Option<?> other : options) {
            names.add(other.name());
        }
        throw new UsageError(
                "unknown option " + name + " of sluice " + spec.name(), Nearest.hint(name, names, helpHint(spec)));
    }

    private static void put(
            CommandSpec spec, Map<Option<?>, List<Object>> values, Option<?> option, Optional<String> text)
            throws UsageError {
        if (option.isFlag() && text.isPresent()) {
            throw new UsageError(option.name() + " takes no value", helpHint(spec));
        }
        List<Object> given = values.computeIfAbsent(option, key -> new ArrayList<>());
        if (!given.isEmpty() && !option.repeatable() && !option.isFlag()) {
            throw new UsageError(option.name() + " is given twice", helpHint(spec));
        }
        try {
            given.add(option.reader().read(text.orElse("")));
        } catch (ValueReader.BadValue e) {
            String shown = option.reader().isHidden() ? "" : " \"" + text.orElse("") + "\"";
            String hint = Nearest.hint(text.orElse(""), option.reader().choices(), helpHint(spec));
            throw new UsageError(option.name() + shown + ": " + e.getMessage(), hint);
        }
    }

    private static void checkCount(CommandSpec spec, List<String> operands) throws UsageError {
        if (operands.size() > spec.operands().max()) {
            throw new UsageError(
                    "unexpected \"" + operands.get(spec.operands().max()) + "\" after sluice " + spec.name(),
                    helpHint(spec));
        }
        if (operands.size() < spec.operands().min()) {
            throw new UsageError(
                    "sluice " + spec.name() + " needs " + spec.operands().usage(), helpHint(spec));
        }
    }

    private static String helpHint(CommandSpec spec) {
        return "see sluice " + spec.name() + " --help";
    }

    /** The value of an option that may be given once. */
    public <T> Optional<T> one(Option<T> option) {
        List<T> all = all(option);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** All values of an option, in the order given. */
    @SuppressWarnings("unchecked") // put() stored what the option's own reader made.
    public <T> List<T> all(Option<T> option) {
        return (List<T>) values.getOrDefault(option, List.of());
    }

    /** Whether a flag is given. */
    public boolean has(Option<?> option) {
        return values.containsKey(option);
    }

    /** What was given besides options. */
    public List<String> operands() {
        return operands;
    }
}
