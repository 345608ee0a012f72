package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartFormTest {
    private final StartForm form = new StartForm(
            "main",
            true,
            true,
            List.of("main"),
            List.of(),
            List.of(
                    new StartForm.Variable("TARGET", "where to", "staging", List.of("staging", "production")),
                    new StartForm.Variable("NOTE", "what for", "", List.of())));

    @Test
    void takesOptionsAndFreeOnes() {
        assertThat(form.refusal(Map.of("TARGET", "production", "NOTE", "any", "OTHER", "x")))
                .isEmpty();
        assertThat(form.refusal(Map.of())).isEmpty();
    }

    @Test
    void refusesAValueThatIsNoOption() {
        assertThat(form.refusal(Map.of("TARGET", "moon")))
                .contains("the value \"moon\" of TARGET is none of its options: staging, production");
    }

    @Test
    void whatAFormOnlySendsBackIsNotGiven() {
        assertThat(form.changed(Map.of("TARGET", "staging", "NOTE", "", "OTHER", "x")))
                .containsExactly(Map.entry("OTHER", "x"));
        assertThat(form.changed(Map.of("TARGET", "production"))).containsEntry("TARGET", "production");
    }

    @Test
    void refusesWhatIsNoName() {
        assertThat(form.refusal(Map.of("1A", "x"))).isPresent();
        assertThat(form.refusal(Map.of("A B", "x"))).isPresent();
        assertThat(form.refusal(Map.of("A", "x".repeat(10_001)))).isPresent();
    }
}
