package dev.sluice.app.report;

/**
 * Which lines of a file were run.
 *
 * @param path as the report says it; {@link SourcePaths} knows where it is in the repository
 * @param lines which of its lines the report tells of
 */
public record FileCoverage(String path, CoveredLines lines) {}
