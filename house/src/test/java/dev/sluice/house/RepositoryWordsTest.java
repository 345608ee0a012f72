package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Words that must not be in the repository: they tie it to one machine, or name a drawer instead of
 * a concept.
 */
class RepositoryWordsTest {
    private static final Repository REPOSITORY = Repository.here();

    /**
     * Absolute paths of the machines on which Sluice is built; `/home/runner/work/` of a vendor is
     * none.
     */
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.}~$*/-])/(?:work|root|farm)/\\w");

    /** Where packages come from is the user's setting, never the project's. */
    private static final Pattern REGISTRY = Pattern.compile(
            "https?://(?:repo1?\\.maven\\.|central\\.sonatype|registry\\.npmjs|registry\\.yarnpkg|pypi\\.|files\\.python"
                + "hosted|proxy\\.golang|[^/\\s\"']*(?:artifactory|nexus|pkg-mirror|package-proxy))"
                + "|<(?:repositories|pluginRepositories|distributionManagement)>"
                + "|^\\s*(?:index-url|registry|distributionUrl)\\s*=|\"resolved\"\\s*:",
            Pattern.MULTILINE);

    private static final Set<String> DRAWERS =
            Set.of("common", "commons", "helper", "helpers", "manager", "managers", "misc", "util", "utils");

    @Test
    void noFileNamesAMachinePath() {
        assertThat(matchesOf(MACHINE_PATH)).as("paths of one machine").isEmpty();
    }

    @Test
    void noFileNamesAPackageRegistry() {
        assertThat(matchesOf(REGISTRY))
                .as("addresses of package registries: they belong in the user's settings")
                .isEmpty();
    }

    @Test
    void packagesAreNamedByConcept() {
        List<String> drawers = new ArrayList<>();
        for (Path file : REPOSITORY.javaFiles()) {
            for (Path part : file.getParent()) {
                if (DRAWERS.contains(part.toString().toLowerCase(Locale.ROOT))) {
                    drawers.add(file.toString());
                }
            }
        }
        assertThat(drawers)
                .as("packages named util, common, helper, manager ...")
                .isEmpty();
    }

    @Test
    void javaFilesAreUtf8WithoutTabsAndCarriageReturns() {
        List<String> wrong = new ArrayList<>();
        for (Path file : REPOSITORY.javaFiles()) {
            String text = REPOSITORY.text(file);
            if (text.indexOf('\t') >= 0 || text.indexOf('\r') >= 0 || !text.endsWith("\n")) {
                wrong.add(file.toString());
            }
        }
        assertThat(wrong).as("tabs, carriage returns, or no newline at the end").isEmpty();
    }

    private static List<String> matchesOf(Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : REPOSITORY.files()) {
            // This file holds the patterns themselves.
            if (file.endsWith("RepositoryWordsTest.java")) {
                continue;
            }
            String text = REPOSITORY.text(file);
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                found.add(
                        file + ":" + Math.max(1, line) + ": " + matcher.group().strip());
            }
        }
        return found;
    }
}
