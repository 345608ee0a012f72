package dev.sluice.server.page.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something a visitor can do: a form that posts.
 *
 * @param label of the button, in the visitor's language
 * @param href where it posts to
 * @param fields hidden fields
 * @param tone how it looks
 * @param refused why the visitor may not, in his language; the button is then shown disabled with this reason
 * @param confirm what is asked before; empty: done at once
 */
public record Action(
        String label,
        String href,
        Map<String, String> fields,
        Tone tone,
        Optional<String> refused,
        Optional<Confirm> confirm) {
    public Action {
        fields = Map.copyOf(fields);
    }

    public static Action of(String label, String href) {
        return new Action(label, href, Map.of(), Tone.PLAIN, Optional.empty(), Optional.empty());
    }

    public Action primary() {
        return new Action(label, href, fields, Tone.PRIMARY, refused, confirm);
    }

    public Action danger() {
        return new Action(label, href, fields, Tone.DANGER, refused, confirm);
    }

    public Action refuse(String why) {
        return new Action(label, href, fields, tone, Optional.of(why), confirm);
    }

    public Action with(Map<String, String> hidden) {
        return new Action(label, href, hidden, tone, refused, confirm);
    }

    public Action confirm(String sentence, String typed) {
        return new Action(
                label, href, fields, tone, refused, Optional.of(new Confirm(sentence, typed, false, List.of())));
    }

    /** Asks for a few words as well, which nobody has to write. */
    public Action commented() {
        return new Action(
                label,
                href,
                fields,
                tone,
                refused,
                confirm.map(asked -> new Confirm(asked.sentence(), asked.typed(), true, asked.choices())));
    }

    /** Lets the visitor choose values as well. */
    public Action choosing(List<Choice> choices) {
        return new Action(
                label,
                href,
                fields,
                tone,
                refused,
                confirm.map(asked -> new Confirm(asked.sentence(), asked.typed(), asked.commented(), choices)));
    }

    /** How a button looks. */
    public enum Tone {
        PRIMARY,
        PLAIN,
        DANGER
    }

    /**
     * What is asked before an action.
     *
     * @param sentence what will happen, to what, and how to undo it
     * @param typed a name that must be typed, or empty text
     * @param commented whether a reason may be given
     * @param choices values that may be chosen
     */
    public record Confirm(String sentence, String typed, boolean commented, List<Choice> choices) {
        public Confirm {
            choices = List.copyOf(choices);
        }
    }

    /**
     * A value that may be chosen.
     *
     * @param field name of the field in the form
     * @param name what it is called
     * @param value what it is before
     * @param options the only values; empty: any
     * @param hint what it is and what it may be, in the visitor's language; may be empty
     * @param lines whether it may have several lines: a field of one line loses the ends of the others
     */
    public record Choice(String field, String name, String value, List<String> options, String hint, boolean lines) {
        public Choice {
            options = List.copyOf(options);
        }
    }
}
