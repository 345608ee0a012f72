package dev.sluice.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    private static final String ESC = "\u001b";

    @Test
    void leavesPlainTextAlone() {
        assertThat(SafeText.line("résumé\t✓ 中文 😀", false)).isEqualTo("résumé\t✓ 中文 😀");
    }

    @Test
    void letsColoursPassWhereTheyAreWanted() {
        String colored = ESC + "[1;31mred" + ESC + "[0m";

        assertThat(SafeText.line(colored, true)).isEqualTo(colored + Color.RESET);
        assertThat(SafeText.line(colored, false)).isEqualTo("red");
    }

    @Test
    void endsAColourThatTheJobLeftOpen() {
        assertThat(SafeText.line(ESC + "[41mall red from here", true)).endsWith(Color.RESET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b]52;c;cm0gLXJmIH4=\u0007", // writes the clipboard
                "\u001b]52;c;cm0gLXJmIH4=\u001b\\",
                "\u001b]8;;javascript:alert(1)\u001b\\", // a link
                "\u001b]0;a title\u0007",
                "\u009d0;a title\u009c", // the same by C1 controls
                "\u001b[5A", // up
                "\u001b[2J", // clears the screen
                "\u001b[?1049h", // the other screen
                "\u001b[6n", // asks the terminal to type
                "\u009b6n",
                "\u001bP$q\"p\u001b\\", // device control
                "\u001b_private\u001b\\",
                "\u001b^private\u001b\\",
                "\u001bXstring\u001b\\",
                "\u001bc", // resets
                "\u001b(0", // line drawing for all letters
                "\u001b%G",
                "\u001b[>4;1m", // looks like a colour and sets the keyboard
                "\u001b[?4m",
                "\u0007",
                "\u0008\u0008\u0008",
                "\u000b\u000c\u000e\u000f",
                "\u007f",
                "\u0000",
            })
    void dropsWhatMovesSetsOrAsks(String sequence) {
        assertThat(SafeText.line("a" + sequence + "b", true)).isEqualTo("ab");
        assertThat(SafeText.line("a" + sequence + "b", false)).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\u001b[", "\u001b[31", "\u001b]52;c;abc", "\u009b", "\u001b("})
    void dropsASequenceThatNeverEnds(String start) {
        assertThat(SafeText.line("a" + start, true)).isEqualTo("a");
    }

    @Test
    void showsTheLastStateOfAProgressBar() {
        assertThat(SafeText.line("10 %\r50 %\r100 %", false)).isEqualTo("100 %");
        assertThat(SafeText.line("windows line end\r", false)).isEqualTo("windows line end");
    }

    @Test
    void cutsALineWithoutEnd() {
        String line = SafeText.line("x".repeat(10_000_000), true);

        assertThat(line).hasSizeLessThan(SafeText.LINE_MAX + 64).endsWith("... (10000000 characters)");
    }

    @Test
    void letsNothingButColoursThroughWhateverComes() {
        String alphabet = "\u001b\u009b\u009d\u0090[]();:?0123456789mAHJKnhlPX_^\\\u0007\u009c\r\tabc";
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String safe = SafeText.line(text.toString(), true);

            assertThat(safe.replaceAll("\u001b\\[[0-9;:]*m", ""))
                    .as("seed %d", seed)
                    .matches("[\\t\\x20-\\x7e]*");
        }
    }

    @Test
    void namesShowWhatIsHiddenInThem() {
        assertThat(SafeText.name("a\u202eb\nc\u001b[31m\u200b")).isEqualTo("a\\u202eb\\u000ac\\u001b[31m\\u200b");
        assertThat(SafeText.name("test: [3.12, ünï]")).isEqualTo("test: [3.12, ünï]");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms, 0 s",
        "PT0.04S, 40 ms, 0 s",
        "PT1.96S, 1.9 s, 1 s",
        "PT59.99S, 59.9 s, 59 s",
        "PT2M5S, 2 min 05 s, 2 min 05 s",
        "PT1H2M3S, 1 h 02 min, 1 h 02 min",
        "PT-3S, 0 ms, 0 s",
    })
    void durationsReadWell(Duration duration, String exact, String rough) {
        assertThat(Durations.exact(duration)).isEqualTo(exact);
        assertThat(Durations.rough(duration)).isEqualTo(rough);
    }

    @Test
    void columnsCountWhatTheTerminalShows() {
        assertThat(Columns.of("abc")).isEqualTo(3);
        assertThat(Columns.of("中文")).isEqualTo(4);
        assertThat(Columns.of("e\u0301")).isEqualTo(1);
        assertThat(Columns.of(Color.RED.code() + "abc" + Color.RESET)).isEqualTo(3);
        assertThat(Columns.cut("abcdef", 4)).isEqualTo("abc…");
        assertThat(Columns.pad("ab", 4)).isEqualTo("ab  ");
    }
}
