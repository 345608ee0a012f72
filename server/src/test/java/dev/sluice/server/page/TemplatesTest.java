package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.text.Language;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {
    private static final Renderer RENDERER = new Renderer();
    private static final Set<String> FRAGMENTS = Set.of("run-parts", "search-hits");

    static Stream<Arguments> screens() {
        return Stream.of(Language.values()).flatMap(language -> new Samples(language)
                .all(Theme.DARK).entrySet().stream()
                        .map(entry -> Arguments.of(language, entry.getKey(), entry.getValue())));
    }

    private static String html(Samples.Screen screen) {
        return new String(RENDERER.render(screen.template(), screen.frame(), screen.view()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void isValidAndHoldsNothingInline(Language language, String name, Samples.Screen screen) {
        List<String> mistakes = Html.mistakes(html(screen), !FRAGMENTS.contains(name));

        assertThat(mistakes).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void textOfStrangersStaysText(Language language, String name, Samples.Screen screen) {
        assertThat(html(screen)).doesNotContain("<script>").doesNotContain("<img");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void saysItsLanguageAndTheme(Language language, String name, Samples.Screen screen) {
        if (!FRAGMENTS.contains(name)) {
            assertThat(html(screen).strip())
                    .startsWith("<!doctype html>")
                    .contains("<html lang=\"" + language.code() + "\" data-theme=\"dark\">");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void everyFormThatChangesSomethingCarriesItsProof(Language language, String name, Samples.Screen screen) {
        String html = html(screen);
        long posts = html.split("method=\"post\"", -1).length - 1L;
        long tokens = html.split("name=\"_csrf\"", -1).length - 1L;

        assertThat(tokens).isEqualTo(posts);
    }
}
