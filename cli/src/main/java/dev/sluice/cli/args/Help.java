package dev.sluice.cli.args;

import java.util.ArrayList;
import java.util.List;

/** The text of {@code --help}. Plain text, 100 columns at most. */
public final class Help {
    private static final int WIDTH = 100;

    private Help() {}

    /** The help of one command. */
    public static String of(CommandSpec spec) {
        StringBuilder text = new StringBuilder();
        text.append("Usage: sluice ").append(spec.name());
        if (!spec.operands().usage().isEmpty()) {
            text.append(' ').append(spec.operands().usage());
        }
        text.append(" [options]\n\n").append(sentence(spec.summary())).append('\n');
        for (String paragraph : spec.about()) {
            text.append('\n');
            wrap(text, paragraph, 0);
        }
        text.append("\nOptions:\n");
        options(text, spec.allOptions());
        text.append("\nExamples:\n");
        for (CommandSpec.Example example : spec.examples()) {
            text.append("  ").append(example.line()).append('\n');
            text.append("      ").append(example.what()).append('\n');
        }
        return text.toString();
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
    }

    private static void options(StringBuilder text, List<Option<?>> options) {
        List<String> heads = new ArrayList<>();
        int widest = 0;
        for (Option<?> option : options) {
            String name = option.brief().isEmpty() ? option.name() : option.brief() + ", " + option.name();
            String head = option.isFlag() ? name : name + " " + option.value();
            heads.add(option.repeatable() ? head + " ..." : head);
            widest = Math.max(widest, heads.getLast().length());
        }
        int column = Math.min(widest, 34) + 4;
        for (int i = 0; i < heads.size(); i++) {
            text.append("  ").append(heads.get(i));
            int gap = column - 2 - heads.get(i).length();
            if (gap < 2) {
                text.append('\n').repeat(' ', column);
            } else {
                text.repeat(' ', gap);
            }
            wrap(text, options.get(i).help(), column);
        }
    }

    /** Appends the words in lines; the first begins where the text stands, the others at the column. */
    private static void wrap(StringBuilder text, String words, int column) {
        int at = column;
        for (String word : words.split(" ", -1)) {
            if (at > column && at + 1 + word.length() > WIDTH) {
                text.append('\n').repeat(' ', column);
                at = column;
            } else if (at > column) {
                text.append(' ');
                at++;
            }
            text.append(word);
            at += word.length();
        }
        text.append('\n');
    }
}
