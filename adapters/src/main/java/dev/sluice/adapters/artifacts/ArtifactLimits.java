package dev.sluice.adapters.artifacts;

/**
 * How large an artifact or a cache may be.
 *
 * @param bytesMax of all its files together
 * @param filesMax files, links and folders
 * @param pathBytesMax of one path in UTF-8
 * @param setting how the settings of this kind begin, e.g. {@code artifacts}
 */
public record ArtifactLimits(long bytesMax, int filesMax, int pathBytesMax, String setting) {
    /** 5 GiB in 50,000 files. */
    public static ArtifactLimits forArtifacts() {
        return new ArtifactLimits(5L << 30, 50_000, 2048, "artifacts");
    }

    /** 10 GiB in 500,000 files. */
    public static ArtifactLimits forCaches() {
        return new ArtifactLimits(10L << 30, 500_000, 2048, "cache");
    }

    void checkBytes(long bytes) throws LimitReached {
        if (bytes > bytesMax) {
            throw new LimitReached("larger than " + bytesMax + " bytes, the limit " + setting + ".bytes");
        }
    }

    void checkFiles(int files) throws LimitReached {
        if (files > filesMax) {
            throw new LimitReached("more than " + filesMax + " files, the limit " + setting + ".files");
        }
    }

    void checkPath(String path) throws LimitReached {
        int bytes = path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes > pathBytesMax) {
            throw new LimitReached("the path " + path.substring(0, 60) + "... has " + bytes + " bytes, more than "
                    + pathBytesMax + ", the limit " + setting + ".path_bytes");
        }
    }
}
