package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates the expressions of steps: {@code ${{ inputs.x }}}, {@code ${{ steps.NAME.outputs.x }}} and so on (docs.gitlab.com, "CI/CD
 * functions", Expressions). An expression names a value; a text that is one expression alone becomes that value, with its type.
 */
final class StepExpressions {
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";
    private static final int PARTS_MAX = 50;
    /** A name, one in quotes in brackets, or the number of an item in brackets. */
    private static final Pattern PART =
            Pattern.compile("\\.?([A-Za-z_][A-Za-z0-9_-]*)|\\[\\s*(?:\"([^\"]*)\"|'([^']*)'|(\\d{1,6}))\\s*]");

    private static final List<String> OF_JOB = List.of("CI_", "DOCKER_", "GITLAB_");

    private static final int LENGTH_MAX = 4 << 20;

    private final Hash known;
    private final List<String> files;

    /**
     * @param known what the expressions may name
     * @param files variables that are files, which they may not
     */
    StepExpressions(Map<String, ConfigValue> known, List<String> files) {
        this.known = StepValues.hash(known);
        this.files = List.copyOf(files);
    }

    /** The value with all expressions in its texts evaluated. */
    ConfigValue value(ConfigValue value) throws StepMistake {
        return switch (value) {
            case Text text -> text(text.text());
            case Items items -> {
                List<ConfigValue> all = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    all.add(value(item));
                }
                yield new Items(items.at(), all);
            }
            case Hash hash -> {
                Map<String, ConfigValue> all = new LinkedHashMap<>();
                for (Map.Entry<String, Field> field : hash.fields().entrySet()) {
                    all.put(field.getKey(), value(field.getValue().value()));
                }
                yield StepValues.hash(all);
            }
            case ConfigValue other -> other;
        };
    }

    /** A text with the values of its expressions; lists and mappings in it become JSON. */
    String filled(String text) throws StepMistake {
        return StepValues.shown(text(text));
    }

    private ConfigValue text(String text) throws StepMistake {
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (int start = text.indexOf(OPEN); start >= 0; start = text.indexOf(OPEN, done)) {
            int end = text.indexOf(CLOSE, start);
            if (end < 0) {
                throw new StepMistake("an expression begins with ${{ and does not end: "
                        + Keywords.shown(text.substring(start).strip()));
            }
            ConfigValue value = named(text.substring(start + OPEN.length(), end).strip());
            int after = end + CLOSE.length();
            if (start == 0 && after == text.length()) {
                return value;
            }
            if (out.length() + StepValues.length(value, LENGTH_MAX) > LENGTH_MAX) {
                throw new StepMistake("a text with the values of its expressions has more than 4 MiB");
            }
            out.append(text, done, start).append(StepValues.shown(value));
            done = after;
        }
        return Text.unplaced(out.append(text, done, text.length()).toString());
    }

    private ConfigValue named(String access) throws StepMistake {
        ConfigValue value = known;
        StringBuilder path = new StringBuilder();
        for (String part : parts(access)) {
            checkFile(value, path.toString(), part, access);
            boolean ofJob = path.toString().equals("job");
            value = ofJob ? ofJob(value, part, access) : below(value, part, path.toString(), access);
            path.append(path.isEmpty() ? "" : ".").append(part);
        }
        return value;
    }

    private void checkFile(ConfigValue value, String path, String part, String access) throws StepMistake {
        boolean ofVariables = List.of("env", "job", "vars").contains(path);
        if (ofVariables && files.contains(part) && value instanceof Hash hash && !hash.has(part)) {
            throw new StepMistake("${{ " + Keywords.shown(access) + " }}: the variable " + Keywords.shown(part)
                    + " is a file, whose path only the shell knows; in a script write $" + Keywords.shown(part));
        }
    }

    private static List<String> parts(String access) throws StepMistake {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(access);
        int at = 0;
        while (at < access.length()) {
            boolean first = at == 0;
            boolean fits =
                    part.find(at) && part.start() == at && (first != (access.charAt(at) == '.' || bracket(access, at)));
            if (!fits || parts.size() == PARTS_MAX) {
                throw notUnderstood(access);
            }
            for (int group = 1; group <= part.groupCount(); group++) {
                if (part.start(group) >= 0) {
                    parts.add(part.group(group));
                }
            }
            at = part.end();
        }
        if (parts.isEmpty()) {
            throw notUnderstood(access);
        }
        return parts;
    }

    private static boolean bracket(String access, int at) {
        return access.charAt(at) == '[';
    }

    private static StepMistake notUnderstood(String access) {
        return new StepMistake("${{ " + Keywords.shown(access)
                + " }} is not understood: an expression names one value, e.g. ${{ inputs.name }}");
    }

    /** Of the job's variables only some are told to steps; one that the job does not have is empty, as in a script. */
    private static ConfigValue ofJob(ConfigValue job, String name, String access) throws StepMistake {
        if (OF_JOB.stream().noneMatch(name::startsWith)) {
            throw new StepMistake("${{ " + Keywords.shown(access)
                    + " }}: expressions see those variables of the job alone" + " that begin with "
                    + String.join(", ", OF_JOB) + "; in a script write $" + Keywords.shown(name));
        }
        ConfigValue value = job instanceof Hash hash ? hash.get(name) : job;
        return value instanceof Absent ? Text.unplaced("") : value;
    }

    private static ConfigValue below(ConfigValue value, String part, String path, String access) throws StepMistake {
        switch (value) {
            case Hash hash
            when hash.fields().containsKey(part) -> {
                return hash.get(part);
            }
            case Items items
            when part.matches("\\d{1,6}")
                    && Integer.parseInt(part) < items.items().size() -> {
                return items.items().get(Integer.parseInt(part));
            }
            case Hash hash -> {
                List<String> names = List.copyOf(hash.fields().keySet());
                String near = NearName.hint(part, names);
                String there = path.equals("env") || path.equals("vars")
                        ? "expressions see the job's variables and what steps set and export; in a script write $"
                                + Keywords.shown(part)
                        : names.isEmpty() ? "there is nothing" : "there are " + String.join(", ", names);
                throw new StepMistake("${{ " + Keywords.shown(access) + " }}: there is no \"" + Keywords.shown(part)
                        + "\"" + (path.isEmpty() ? "" : " in " + path) + "; "
                        + (near.isEmpty() ? there : near));
            }
            case ConfigValue other ->
                throw new StepMistake("${{ " + Keywords.shown(access) + " }}: " + path + " is " + other.kind()
                        + ", in which there is no \"" + Keywords.shown(part) + "\"");
        }
    }
}
