package dev.sluice.dialects.yaml;

/**
 * Bounds of what is read from one YAML text. Each is checked while reading, before memory is spent.
 *
 * @param bytesMax size of the text in bytes of UTF-8
 * @param depthMax nesting, aliases followed
 * @param nodesMax nodes of one document, each alias counted as all that it stands for
 */
public record YamlLimits(int bytesMax, int depthMax, int nodesMax) {
    /** For files that people write: 2 MB, 100 levels, 200,000 nodes. */
    public static final YamlLimits DEFAULT = new YamlLimits(2 * 1024 * 1024, 100, 200_000);
}
