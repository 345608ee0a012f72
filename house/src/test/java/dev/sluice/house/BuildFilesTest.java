package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Versions are decided in one place, the root `pom.xml`; a build must not change because the world did. */
class BuildFilesTest {
    private static final Repository REPOSITORY = Repository.here();
    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");

    @Test
    void modulesTakeTheirVersionsFromTheRoot() {
        List<String> found = new ArrayList<>();
        for (Path pom : poms()) {
            String text = REPOSITORY.text(pom).replaceFirst("(?s)<parent>.*?</parent>", "");
            Matcher version = VERSION.matcher(text);
            while (pom.getNameCount() > 1 && version.find()) {
                if (!version.group(1).startsWith("${")) {
                    found.add(pom + ": " + version.group());
                }
            }
        }
        assertThat(found).as("versions outside the root pom.xml").isEmpty();
    }

    @Test
    void noVersionIsARangeOrALatest() {
        List<String> found = new ArrayList<>();
        for (Path pom : poms()) {
            Matcher version = VERSION.matcher(REPOSITORY.text(pom));
            while (version.find()) {
                boolean jdkRange = version.group(1).equals("[25,26)");
                if (version.group(1).matches(".*(?:[\\[(,]|LATEST|RELEASE).*") && !jdkRange) {
                    found.add(pom + ": " + version.group());
                }
            }
        }
        assertThat(found).as("versions that are not one version").isEmpty();
    }

    private static List<Path> poms() {
        return REPOSITORY.files().stream()
                .filter(file -> file.endsWith("pom.xml"))
                .toList();
    }
}
