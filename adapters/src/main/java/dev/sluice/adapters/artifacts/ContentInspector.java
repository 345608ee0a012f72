package dev.sluice.adapters.artifacts;

/** Sees the contents of an artifact as they are stored, one file after the other. Used by one thread. */
public interface ContentInspector {
    /** Sees nothing. */
    ContentInspector NONE = new ContentInspector() {
        @Override
        public void begin(String path) {
            // Nothing is looked at.
        }

        @Override
        public void bytes(byte[] bytes, int offset, int length) {
            // Nothing is looked at.
        }
    };

    /** The next file begins. */
    void begin(String path);

    /** The next bytes of the file. */
    void bytes(byte[] bytes, int offset, int length);
}
