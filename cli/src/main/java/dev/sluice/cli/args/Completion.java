package dev.sluice.cli.args;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Scripts that complete the command line in a shell. */
public final class Completion {
    private Completion() {}

    /** For bash 4 and later. */
    public static String bash(List<CommandSpec> commands) {
        StringBuilder text = new StringBuilder();
        text.append("_sluice() {\n");
        text.append("  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n");
        text.append("  COMPREPLY=()\n");
        text.append("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        text.append("    COMPREPLY=($(compgen -W '").append(String.join(" ", firstWords(commands)));
        text.append("' -- \"$word\")); return\n  fi\n");
        bashValues(text, commands);
        bashOptions(text, commands);
        text.append("  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n");
        text.append("complete -o bashdefault -F _sluice sluice ./sluice\n");
        return text.toString();
    }

    private static void bashValues(StringBuilder text, List<CommandSpec> commands) {
        text.append("  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]} $before\" in\n");
        for (CommandSpec command : commands) {
            for (Option<?> option : command.allOptions()) {
                String words = option.reader().isPath()
                        ? "-f"
                        : "-W '" + String.join(" ", option.reader().choices()) + "'";
                if (!words.equals("-W ''")) {
                    text.append("    ").append(pattern(command)).append("' ").append(option.name());
                    text.append("') COMPREPLY=($(compgen ").append(words).append(" -- \"$word\")); return ;;\n");
                }
            }
        }
        text.append("  esac\n");
    }

    /** What the first two words are when the command is this one. */
    private static String pattern(CommandSpec command) {
        return "'" + command.name() + (command.name().indexOf(' ') < 0 ? " '*" : "'");
    }

    private static void bashOptions(StringBuilder text, List<CommandSpec> commands) {
        text.append("  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
        for (CommandSpec command : commands) {
            text.append("    ")
                    .append(pattern(command))
                    .append(") words='")
                    .append(optionNames(command))
                    .append("' ;;\n");
        }
        for (String noun : firstWords(commands)) {
            String verbs = verbs(commands, noun);
            if (!verbs.isEmpty()) {
                text.append("    '")
                        .append(noun)
                        .append(" '*) words='")
                        .append(verbs)
                        .append("' ;;\n");
            }
        }
        text.append("  esac\n");
    }

    /** For zsh. */
    public static String zsh(List<CommandSpec> commands) {
        StringBuilder text = new StringBuilder();
        text.append(
                "#compdef sluice\n_sluice() {\n  local -a words_of\n  if (( CURRENT == 2 )); then\n    words_of=(\n");
        for (CommandSpec command : commands) {
            if (command.name().indexOf(' ') < 0) {
                text.append("      ")
                        .append(quoted(command.name() + ":" + command.summary()))
                        .append('\n');
            }
        }
        for (String noun : nouns(commands)) {
            text.append("      ")
                    .append(quoted(noun + ":" + verbs(commands, noun).replace(" ", ", ")))
                    .append('\n');
        }
        text.append("    )\n    _describe command words_of\n    return\n  fi\n");
        for (String noun : nouns(commands)) {
            text.append("  if (( CURRENT == 3 )) && [[ $words[2] == ")
                    .append(noun)
                    .append(" ]]; then\n");
            text.append("    compadd ").append(verbs(commands, noun)).append("\n    return\n  fi\n");
        }
        text.append("  case \"$words[2] $words[3]\" in\n");
        for (CommandSpec command : commands) {
            text.append("    ").append(quoted(command.name())).append("*)\n      _arguments");
            for (Option<?> option : command.allOptions()) {
                text.append(" \\\n        ").append(zshOption(option));
            }
            text.append(" '*:file:_files' ;;\n");
        }
        text.append("  esac\n}\ncompdef _sluice sluice\n");
        return text.toString();
    }

    private static String zshOption(Option<?> option) {
        String help = option.help().replace("[", "(").replace("]", ")").replace(":", ";");
        String spec = (option.repeatable() ? "*" : "") + option.name() + "[" + help + "]";
        if (option.isFlag()) {
            return quoted(spec);
        }
        String action = option.reader().isPath()
                ? "_files"
                : "(" + String.join(" ", option.reader().choices()) + ")";
        return quoted(spec + ":value:" + (action.equals("()") ? "" : action));
    }

    /** For fish. */
    public static String fish(List<CommandSpec> commands) {
        StringBuilder text = new StringBuilder("complete -c sluice -f\n");
        for (String noun : nouns(commands)) {
            text.append("complete -c sluice -n __fish_use_subcommand -a ").append(noun);
            text.append(" -d ")
                    .append(quoted(verbs(commands, noun).replace(" ", ", ")))
                    .append('\n');
        }
        for (CommandSpec command : commands) {
            String first = first(command);
            String verb = command.name().substring(first.length()).strip();
            String before = verb.isEmpty()
                    ? "__fish_use_subcommand"
                    : "__fish_seen_subcommand_from " + first + "; and not __fish_seen_subcommand_from "
                            + verbs(commands, first);
            text.append("complete -c sluice -n ").append(quoted(before));
            text.append(" -a ").append(verb.isEmpty() ? first : verb);
            text.append(" -d ").append(quoted(command.summary())).append('\n');
        }
        for (CommandSpec command : commands) {
            String seen =
                    "__fish_seen_subcommand_from " + command.name().replace(" ", "; and __fish_seen_subcommand_from ");
            for (Option<?> option : command.allOptions()) {
                text.append("complete -c sluice -n ").append(quoted(seen));
                text.append(" -l ").append(option.name().substring(2));
                if (!option.brief().isEmpty()) {
                    text.append(" -s ").append(option.brief().substring(1));
                }
                if (!option.isFlag()) {
                    text.append(option.reader().isPath() ? " -r -F" : " -x");
                }
                if (!option.reader().choices().isEmpty()) {
                    text.append(" -a ")
                            .append(quoted(String.join(" ", option.reader().choices())));
                }
                text.append(" -d ").append(quoted(option.help())).append('\n');
            }
        }
        return text.toString();
    }

    private static String first(CommandSpec command) {
        int space = command.name().indexOf(' ');
        return space < 0 ? command.name() : command.name().substring(0, space);
    }

    private static Set<String> firstWords(List<CommandSpec> commands) {
        Set<String> words = new TreeSet<>();
        for (CommandSpec command : commands) {
            words.add(first(command));
        }
        return words;
    }

    /** First words that a second one must follow. */
    private static List<String> nouns(List<CommandSpec> commands) {
        return firstWords(commands).stream()
                .filter(word -> !verbs(commands, word).isEmpty())
                .toList();
    }

    private static String verbs(List<CommandSpec> commands, String noun) {
        StringBuilder verbs = new StringBuilder();
        for (CommandSpec command : commands) {
            if (command.name().startsWith(noun + " ")) {
                verbs.append(verbs.isEmpty() ? "" : " ").append(command.name().substring(noun.length() + 1));
            }
        }
        return verbs.toString();
    }

    private static String optionNames(CommandSpec command) {
        StringBuilder names = new StringBuilder();
        for (Option<?> option : command.allOptions()) {
            names.append(names.isEmpty() ? "" : " ").append(option.name());
        }
        return names.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
