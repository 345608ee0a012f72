package dev.sluice.adapters.runner.mask;

import dev.sluice.adapters.artifacts.ContentInspector;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for secrets in the files of an artifact, in all forms that are masked in logs. Only the beginning of each file is
 * looked at; a packed file hides what is in it. Not safe for several threads.
 */
public final class SecretScan implements ContentInspector {
    private static final long BYTES_MAX = 10L << 20;
    private static final int PATHS_MAX = 20;

    private final Masker masker;
    private final List<String> found = new ArrayList<>();
    private String path = "";
    private long rest;
    private int state;

    public SecretScan(Masker masker) {
        this.masker = masker;
    }

    /** The files that hold a secret, the first twenty of them. */
    public List<String> found() {
        return List.copyOf(found);
    }

    @Override
    public void begin(String newPath) {
        path = newPath;
        rest = masker.isEmpty() || found.size() >= PATHS_MAX ? 0 : BYTES_MAX;
        state = 0;
    }

    @Override
    public void bytes(byte[] bytes, int offset, int length) {
        int end = offset + (int) Math.min(length, rest);
        rest -= end - offset;
        for (int i = offset; i < end; i++) {
            state = masker.next(state, bytes[i]);
            if (masker.match(state) > 0) {
                found.add(path);
                rest = 0;
                return;
            }
        }
    }
}
