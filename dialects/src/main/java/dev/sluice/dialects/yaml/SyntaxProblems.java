package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Turns the parser's complaints into sentences for people who write the file, not parsers. */
final class SyntaxProblems {
    private SyntaxProblems() {}

    static Problem of(String file, String text, YamlEngineException e) {
        return switch (e) {
            case MarkedYamlEngineException marked -> marked(file, marked);
            case ReaderException unreadable -> unreadable(file, text, unreadable);
            default -> Problem.error(Position.startOf(file), "yaml/syntax", "not YAML: " + e.getMessage());
        };
    }

    private static Problem unreadable(String file, String text, ReaderException e) {
        int code = e.getCodePoint();
        int index = text.indexOf(Character.toString(code));
        Position at = Utf8.endOf(file, index < 0 ? "" : text.substring(0, index));
        return Problem.error(
                at,
                "yaml/encoding",
                "the character " + Character.getName(code) + " (U+" + "%04X".formatted(code)
                        + ") may not stand in YAML",
                "in double quotes it can be written as an escape");
    }

    private static Problem marked(String file, MarkedYamlEngineException e) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("not YAML");
        String context = Optional.ofNullable(e.getContext()).orElse("");
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        Position at =
                mark == null ? Position.startOf(file) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
        String since = e.getContextMark()
                .filter(began -> mark != null && began.getLine() != mark.getLine())
                .map(began -> " that begins in line " + (began.getLine() + 1))
                .orElse("");
        if (problem.contains("'\\t")) {
            return syntax(at, "a tab cannot be used for indentation", "use spaces");
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return syntax(
                    at,
                    "a key with ':' cannot stand here",
                    "check the indentation; a text that contains ': ' needs quotes");
        }
        if (context.contains("quoted scalar")) {
            return syntax(
                    at,
                    problem.contains("unexpected end") ? "the quoted text" + since + " is not closed" : problem,
                    "check the quotes");
        }
        if (context.contains("block mapping")) {
            return syntax(at, "expected another key of the mapping" + since, "check the indentation");
        }
        if (context.contains("block collection")) {
            return syntax(at, "expected another '- ' item of the list" + since, "check the indentation");
        }
        if (context.contains("flow sequence")) {
            return syntax(at, "expected ',' or ']' in the list" + since, "");
        }
        if (context.contains("flow mapping")) {
            return syntax(at, "expected ',' or '}' in the mapping" + since, "");
        }
        if (context.contains("simple key")) {
            return syntax(at, "expected ':' after the key" + since, "check the indentation of the lines around it");
        }
        if (problem.contains("that cannot start any token") || problem.contains("cannot start any token")) {
            return syntax(
                    at,
                    problem.replace("that cannot start any token", "cannot begin a value"),
                    "put the text into quotes");
        }
        return syntax(at, context.isEmpty() ? problem : problem + " " + context, "");
    }

    private static Problem syntax(Position at, String message, String hint) {
        return Problem.error(at, "yaml/syntax", message.replace('\n', ' '), hint);
    }
}
