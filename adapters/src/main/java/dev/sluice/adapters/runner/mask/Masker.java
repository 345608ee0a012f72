package dev.sluice.adapters.runner.mask;

import dev.sluice.core.model.JobSession.ProjectVariable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Knows some secrets in all the forms of {@link SecretForms} and finds them in a stream of bytes in one pass, whatever
 * their number (an Aho-Corasick automaton). Immutable and safe for use by many threads; each stream takes a
 * {@link MaskingStream} of its own.
 */
public final class Masker {
    private static final Masker NONE = new Masker(List.of());
    private static final int ROOT = 0;
    private static final String CUT = "…";

    /** For each state: its edges as sorted bytes, and where each leads. */
    private byte[][] edges = new byte[16][];

    private int[][] targets = new int[16][];
    private int[] failure = new int[16];
    private int[] depth = new int[16];
    /** Length of the longest pattern that ends in a state, 0 for none. */
    private int[] match = new int[16];

    private final int[] fromRoot = new int[256];
    private int states;

    private Masker(List<byte[]> patterns) {
        addState(0);
        for (byte[] pattern : patterns) {
            add(pattern);
        }
        link();
    }

    /**
     * A masker for these secrets. Values that cannot be masked ({@link #isMaskable}) are left out.
     *
     * @param secrets the values as the job gets them
     */
    public static Masker of(Collection<String> secrets) {
        List<byte[]> patterns = SecretForms.bytesOf(secrets);
        return patterns.isEmpty() ? NONE : new Masker(patterns);
    }

    /** Hides in texts, which may have been cut ({@link #maskCut}), what is masked among these variables. */
    public static UnaryOperator<String> ofTexts(Collection<ProjectVariable> variables) {
        Masker masker = of(variables.stream()
                .filter(ProjectVariable::masked)
                .map(ProjectVariable::value)
                .toList());
        return masker.isEmpty() ? UnaryOperator.identity() : masker::maskCut;
    }

    /** Whether masking this value hides it without hiding whole logs: not short, blank, one sign repeated, an ordinary word. */
    public static boolean isMaskable(String value) {
        return SecretForms.isMaskable(value);
    }

    /** Whether there is nothing to look for. */
    public boolean isEmpty() {
        return states == 1;
    }

    /** The text with every secret in it replaced. */
    public String mask(String text) {
        return isEmpty() ? text : masked(text, MaskingStream::flush);
    }

    /**
     * The same of a text that may have been cut, which its last letter says then: {@code …}. What stands before that and may be
     * the beginning of a secret is left out: a part of a secret is worth hiding as well.
     */
    public String maskCut(String text) {
        return isEmpty() || !text.endsWith(CUT)
                ? mask(text)
                : masked(text.substring(0, text.length() - CUT.length()), MaskingStream::cut) + CUT;
    }

    private String masked(String text, Consumer<MaskingStream> end) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        MaskingStream stream = new MaskingStream(this, out::write);
        stream.accept(bytes, 0, bytes.length);
        end.accept(stream);
        return out.toString(StandardCharsets.UTF_8);
    }

    int next(int state, byte b) {
        int current = state;
        while (current != ROOT) {
            int target = edge(current, b);
            if (target >= 0) {
                return target;
            }
            current = failure[current];
        }
        return fromRoot[b & 0xff];
    }

    /** Whether a byte can begin a secret. */
    boolean begins(byte b) {
        return fromRoot[b & 0xff] != ROOT;
    }

    /** How many of the last bytes may be the beginning of a secret. */
    int depth(int state) {
        return depth[state];
    }

    /** How many of the last bytes are a secret; 0: none ends here. */
    int match(int state) {
        return match[state];
    }

    private void add(byte[] pattern) {
        int state = ROOT;
        for (byte b : pattern) {
            int target = state == ROOT ? fromRoot[b & 0xff] : Math.max(0, edge(state, b));
            if (target == ROOT) {
                target = addState(depth[state] + 1);
                connect(state, b, target);
            }
            state = target;
        }
        match[state] = pattern.length;
    }

    private int addState(int newDepth) {
        if (states == depth.length) {
            int size = states * 2;
            edges = Arrays.copyOf(edges, size);
            targets = Arrays.copyOf(targets, size);
            failure = Arrays.copyOf(failure, size);
            depth = Arrays.copyOf(depth, size);
            match = Arrays.copyOf(match, size);
        }
        edges[states] = new byte[0];
        targets[states] = new int[0];
        depth[states] = newDepth;
        return states++;
    }

    private void connect(int state, byte b, int target) {
        if (state == ROOT) {
            fromRoot[b & 0xff] = target;
        }
        int at = -Arrays.binarySearch(edges[state], b) - 1;
        edges[state] = inserted(edges[state], at, b);
        targets[state] = inserted(targets[state], at, target);
    }

    private static byte[] inserted(byte[] array, int at, byte value) {
        byte[] longer = new byte[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = value;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    private static int[] inserted(int[] array, int at, int value) {
        int[] longer = new int[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = value;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    private int edge(int state, byte b) {
        byte[] labels = edges[state];
        if (labels.length == 1) {
            return labels[0] == b ? targets[state][0] : -1;
        }
        int at = Arrays.binarySearch(labels, b);
        return at >= 0 ? targets[state][at] : -1;
    }

    /** Breadth first, so that the state a failure leads to is complete before it is used. */
    private void link() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int child : targets[ROOT]) {
            open.add(child);
        }
        List<Integer> reached = new ArrayList<>();
        while (!open.isEmpty()) {
            int state = open.remove();
            reached.add(state);
            for (int i = 0; i < targets[state].length; i++) {
                int child = targets[state][i];
                failure[child] = next(failure[state], edges[state][i]);
                match[child] = Math.max(match[child], match[failure[child]]);
                open.add(child);
            }
        }
        assert reached.size() == states - 1 : "every state is reached once";
    }
}
