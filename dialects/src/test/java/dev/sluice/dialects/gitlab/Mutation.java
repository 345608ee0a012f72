package dev.sluice.dialects.gitlab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Small damages to a text, as people and bad disks make them. */
final class Mutation {
    private static final String[] PIECES = {
        ": ",
        "- ",
        "  ",
        "\t",
        "\n",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "&a ",
        "*a",
        "<<: *a",
        "!reference [a, b]",
        "!!str ",
        "|",
        ">-",
        "#",
        "---\n",
        "%",
        "@",
        "`",
        "\u0000",
        "\u0085",
        "\uFEFF",
        "\uD83D\uDE80",
        "\uD800",
        "null",
        "~",
        "1e9",
        "0x",
        "-1",
        "$",
        "${A}",
        "$[[ inputs.x ]]",
        "$[[",
        "]]",
        "/(a+)+$/",
        "=~",
        "&&",
        "(",
        ")",
        "..",
        "/",
        "\\",
        "no",
        "99999999999999999999"
    };

    private Mutation() {}

    static String of(String text, Random random) {
        if (text.isEmpty()) {
            return PIECES[random.nextInt(PIECES.length)];
        }
        return switch (random.nextInt(6)) {
            case 0 -> insert(text, PIECES[random.nextInt(PIECES.length)], random);
            case 1 -> {
                int start = random.nextInt(text.length());
                int end = Math.min(text.length(), start + 1 + random.nextInt(8));
                yield text.substring(0, start) + text.substring(end);
            }
            case 2 -> lines(text, random);
            case 3 -> {
                char[] letters = text.toCharArray();
                letters[random.nextInt(letters.length)] = (char) random.nextInt(random.nextBoolean() ? 128 : 65_536);
                yield new String(letters);
            }
            case 4 -> text.substring(0, random.nextInt(text.length()));
            default -> {
                int start = random.nextInt(text.length());
                int end = Math.min(text.length(), start + 1 + random.nextInt(40));
                yield insert(text, text.substring(start, end).repeat(1 + random.nextInt(3)), random);
            }
        };
    }

    private static String insert(String text, String piece, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + piece + text.substring(at);
    }

    private static String lines(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int from = random.nextInt(lines.size());
        int to = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.add(to, lines.get(from));
            case 1 -> lines.set(to, lines.set(from, lines.get(to)));
            default -> lines.set(from, " ".repeat(random.nextInt(4)) + lines.get(from));
        }
        return String.join("\n", lines);
    }
}
