package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Computes the contrast of the style sheet's colours as WCAG 2.2 defines it (1.4.3, 1.4.11). */
class ContrastTest {
    private static final List<String> TEXTS = List.of(
            "text", "muted", "accent", "passed", "failed", "warning", "approval", "running", "idle", "magenta", "cyan");

    @Test
    void textCanBeReadInBothThemes() throws IOException {
        for (Map<String, String> theme : themes()) {
            for (String background : List.of("bg", "surface")) {
                for (String text : TEXTS) {
                    assertThat(contrast(theme.get(text), theme.get(background)))
                            .as(text + " on " + background)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            assertThat(contrast(theme.get("text"), theme.get("hit"))).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(theme.get("text"), theme.get("found"))).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(theme.get("text"), theme.get("soft"))).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(theme.get("on-accent"), theme.get("accent"))).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(theme.get("bg"), theme.get("passed"))).isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void bordersOfFieldsAndButtonsCanBeSeen() throws IOException {
        for (Map<String, String> theme : themes()) {
            assertThat(contrast(theme.get("border"), theme.get("bg"))).isGreaterThanOrEqualTo(3);
            assertThat(contrast(theme.get("border"), theme.get("surface"))).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void theSystemsDarkIsTheDarkTheme() throws IOException {
        assertThat(tokens("(?s)\\[data-theme=\"system\"\\] \\{(.*?)\\}"))
                .isEqualTo(tokens("(?s)\\[data-theme=\"dark\"\\] \\{(.*?)\\}"));
    }

    @Test
    void coloursAreNamedOnlyInTheTokens() throws IOException {
        String rules = css().substring(css().indexOf("/* Ground */"));

        assertThat(rules).doesNotContainPattern("#[0-9a-fA-F]{3,8}\\b(?![^{]*\\{)");
    }

    private static List<Map<String, String>> themes() throws IOException {
        return List.of(tokens("(?s):root \\{(.*?)\\}"), tokens("(?s)\\[data-theme=\"dark\"\\] \\{(.*?)\\}"));
    }

    private static Map<String, String> tokens(String block) throws IOException {
        Matcher found = Pattern.compile(block).matcher(css());
        assertThat(found.find()).isTrue();
        Map<String, String> tokens = new HashMap<>();
        Matcher token = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(found.group(1));
        while (token.find()) {
            tokens.put(token.group(1), token.group(2));
        }
        return tokens;
    }

    private static String css() throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream("/dev/sluice/server/static/app.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String hex) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double value = (channel & 255) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
