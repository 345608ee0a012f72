package dev.sluice.cli.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * The examples of a Markdown page, in order: fenced blocks that show a file or a dialogue with a shell.
 *
 * <ul>
 *   <li>{@code ```yaml PATH}: the content of a file in the reader's folder.
 *   <li>{@code ```console}: lines that begin with {@code $ } are commands (a final backslash goes on in the next line), the
 *       lines after a command are what it prints; {@code …} stands for any text, a line of {@code …} alone for any lines. A
 *       command that ends with {@code # exits N} ends with that status, every other one with 0.
 *   <li>{@code ```console stays}: the same, but the block's last command goes on running while the page is read.
 *   <li>{@code ```text} and blocks without a language are no examples: pictures, grammar.
 * </ul>
 */
final class MarkdownExamples {
    private MarkdownExamples() {}

    /** Something that a reader of the page would do. */
    sealed interface Example {
        int line();

        /** The reader writes a file. */
        record FileContent(int line, String path, String text) implements Example {}

        /** The reader types a command and sees lines. */
        record Command(int line, String text, int exit, boolean stays, List<String> output) implements Example {}
    }

    static List<Example> in(String markdown) {
        List<Example> examples = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            if (!lines.get(at).startsWith("```")) {
                continue;
            }
            int end = at + 1;
            while (end < lines.size() && !lines.get(end).startsWith("```")) {
                end++;
            }
            String[] info = lines.get(at).substring(3).strip().split(" +", 2);
            List<String> body = lines.subList(at + 1, end);
            if (info[0].equals("console")) {
                examples.addAll(commands(at + 2, body, info.length == 2 && info[1].equals("stays")));
            } else if (info.length == 2) {
                examples.add(new Example.FileContent(at + 2, info[1], String.join("\n", body) + "\n"));
            }
            at = end;
        }
        return examples;
    }

    private static List<Example> commands(int firstLine, List<String> body, boolean lastStays) {
        List<Example> commands = new ArrayList<>();
        int at = 0;
        while (at < body.size()) {
            int line = firstLine + at;
            String command = body.get(at++);
            if (!command.startsWith("$ ")) {
                throw new IllegalArgumentException("line " + line + ": output without a command: " + command);
            }
            command = command.substring(2);
            while (command.endsWith("\\") && at < body.size()) {
                command = command.substring(0, command.length() - 1)
                        + body.get(at++).strip();
            }
            int exit = 0;
            int comment = command.indexOf("# exits ");
            if (comment >= 0) {
                exit = Integer.parseInt(command.substring(comment + 8).strip());
                command = command.substring(0, comment).strip();
            }
            List<String> output = new ArrayList<>();
            while (at < body.size() && !body.get(at).startsWith("$ ")) {
                output.add(body.get(at++));
            }
            commands.add(new Example.Command(line, command, exit, lastStays && at == body.size(), output));
        }
        return commands;
    }
}
