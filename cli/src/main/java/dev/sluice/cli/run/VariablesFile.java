package dev.sluice.cli.run;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.RubyScalars;
import dev.sluice.dialects.yaml.ScalarValue;
import dev.sluice.dialects.yaml.Utf8;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Variables kept in a file of this machine. A name that ends in {@code .yml} or {@code .yaml} is a YAML map of names to values or
 * to {@code {value, masked, file}}; every other file is {@code NAME=value} a line ({@link DotenvText}).
 *
 * @param variables in the order of the file
 * @param isOpen other accounts of this machine may read the file
 */
record VariablesFile(Path path, List<ProjectVariable> variables, boolean isOpen) {
    private static final int BYTES_MAX = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    VariablesFile {
        variables = List.copyOf(variables);
    }

    /** @param masked whether values are masked where the file does not say */
    static VariablesFile read(Path path, boolean masked) throws CommandFailed {
        String text = text(path);
        String name = String.valueOf(path.getFileName());
        boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
        return new VariablesFile(path, yaml ? yaml(path, text, masked) : dotenv(path, text, masked), isOpen(path));
    }

    boolean hasMasked() {
        return variables.stream().anyMatch(ProjectVariable::masked);
    }

    private static String text(Path path) throws CommandFailed {
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw refused(path + ": is larger than 1 MiB");
            }
            return switch (Utf8.decode(path.toString(), Files.readAllBytes(path))) {
                case Parsed.Valid<String>(String text, var _) -> text;
                case Parsed.Invalid<String>(List<Problem> problems) -> throw refused(problems.getFirst());
            };
        } catch (NoSuchFileException e) {
            throw refused(path + ": there is no such file");
        } catch (IOException e) {
            throw refused(path + ": cannot be read: " + e.getMessage());
        }
    }

    private static boolean isOpen(Path path) {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(FOR_OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such rights says nothing about them.
            return false;
        }
    }

    private static List<ProjectVariable> dotenv(Path path, String text, boolean masked) throws CommandFailed {
        List<ProjectVariable> variables = new ArrayList<>();
        for (DotenvText.Entry entry : DotenvText.read(text)) {
            switch (entry) {
                case DotenvText.Mistake(int line, String message) ->
                    throw refused(path + ":" + line + ":1: " + message);
                case DotenvText.Setting(String name, String value) ->
                    variables.add(new ProjectVariable(name, value, masked, false));
            }
        }
        return variables;
    }

    private static List<ProjectVariable> yaml(Path path, String text, boolean masked) throws CommandFailed {
        YamlReader reader = new YamlReader(YamlLimits.DEFAULT, Set.of());
        List<YamlNode> documents =
                switch (reader.read(path.toString(), text, 1)) {
                    case Parsed.Valid<List<YamlNode>>(List<YamlNode> read, var _) -> read;
                    case Parsed.Invalid<List<YamlNode>>(List<Problem> problems) -> throw refused(problems.getFirst());
                };
        List<ProjectVariable> variables = new ArrayList<>();
        if (documents.isEmpty()) {
            return variables;
        }
        if (!(documents.getFirst() instanceof YamlNode.Mapping map)) {
            throw refused(documents.getFirst(), "expected a map of names to values");
        }
        for (YamlNode.Entry entry : map.entries()) {
            variables.add(variable(name(entry.key()), entry.value(), masked));
        }
        return variables;
    }

    private static String name(YamlNode key) throws CommandFailed {
        if (key instanceof YamlNode.Scalar scalar && NAME.matcher(scalar.text()).matches()) {
            return scalar.text();
        }
        throw refused(key, "expected the name of a variable");
    }

    private static ProjectVariable variable(String name, YamlNode value, boolean masked) throws CommandFailed {
        return switch (value) {
            case YamlNode.Scalar scalar -> new ProjectVariable(name, scalar.text(), masked, false);
            case YamlNode.Sequence list -> throw refused(list, name + " is a list; a variable has one value");
            case YamlNode.Mapping map -> {
                String text = "";
                boolean isMasked = masked;
                boolean isFile = false;
                for (YamlNode.Entry entry : map.entries()) {
                    String key = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
                    switch (key) {
                        case "value" -> text = scalar(entry.value()).text();
                        case "masked" -> isMasked = truth(entry.value());
                        case "file" -> isFile = truth(entry.value());
                        default -> throw refused(entry.key(), "expected value, masked or file");
                    }
                }
                yield new ProjectVariable(name, text, isMasked, isFile);
            }
        };
    }

    private static YamlNode.Scalar scalar(YamlNode node) throws CommandFailed {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar;
        }
        throw refused(node, "expected a text");
    }

    private static boolean truth(YamlNode node) throws CommandFailed {
        if (RubyScalars.resolve(scalar(node)) instanceof ScalarValue.Truth(boolean value)) {
            return value;
        }
        throw refused(node, "expected true or false");
    }

    private static CommandFailed refused(YamlNode node, String message) {
        return refused(node.at() + ": " + message);
    }

    private static CommandFailed refused(Problem problem) {
        return refused(problem.at() + ": " + problem.message());
    }

    private static CommandFailed refused(String message) {
        return new CommandFailed(
                Exit.INVALID, message, "a file of variables has NAME=value a line or, named .yml, is a map of names");
    }

    @Override
    public String toString() {
        return path + " with " + variables.size() + " variables";
    }
}
