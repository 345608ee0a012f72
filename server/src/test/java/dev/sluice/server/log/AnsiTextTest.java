package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsiTextTest {
    private static String html(String line) {
        return AnsiText.of(line, Style.PLAIN).html();
    }

    @Test
    void everythingIsEscaped() {
        assertThat(html("<script>alert('1')</script> & \"x\""))
                .isEqualTo("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;x&#34;");
    }

    @ParameterizedTest
    @CsvSource({
        "31, c1",
        "32, c2",
        "33, c3",
        "34, c4",
        "35, c5",
        "36, c6",
        "90, c8",
        "91, c1 b",
        "1, b",
        "'1;31', c1 b",
        "'38;5;196', c1",
        "'38;5;46', c2",
        "'38;5;21', c4",
        "'38;5;244', c8",
        "'38;2;200;30;30', c1",
        "'38;2;20;200;200', c6",
        "'38:2:200:30:30', c1",
        "'48;5;21;33', c3"
    })
    void coloursBecomeClasses(String codes, String classes) {
        assertThat(html("\u001b[" + codes + "mx\u001b[0m y")).isEqualTo("<span class=\"" + classes + "\">x</span> y");
    }

    @ParameterizedTest
    @CsvSource({"30", "37", "97", "0", "4", "7", "38", "'38;5'", "'38;2;1'", "99999999999999", "''"})
    void whatIsNoColourChangesNothing(String codes) {
        assertThat(html("\u001b[0;" + codes + "mx")).doesNotContain("class=\"c");
    }

    @Test
    void coloursGoOnInTheNextLine() {
        AnsiText first = AnsiText.of("\u001b[31mred", Style.PLAIN);

        assertThat(AnsiText.of("still", first.end()).html()).isEqualTo("<span class=\"c1\">still</span>");
        assertThat(AnsiText.of("\u001b[32m10%\r20%", Style.PLAIN).html()).isEqualTo("<span class=\"c2\">20%</span>");
    }

    @Test
    void aCarriageReturnKeepsTheLastText() {
        assertThat(html("10%\r20%\r100%\r")).isEqualTo("100%");
        assertThat(html("\r\r\r")).isEmpty();
        assertThat(AnsiText.plain("a\r\u001b[31mb\u001b[0m\r")).isEqualTo("b");
    }

    @Test
    void nothingOfATerminalGetsThrough() {
        assertThat(html("\u001b]0;title\u0007a\u001b]52;c;YWJj\u001b\\b\u001b[2Ac\u001b[?25ld\u001b(Be"))
                .isEqualTo("abcde");
        assertThat(html("\u001b]8;;javascript:alert(1)\u001b\\click\u001b]8;;\u001b\\"))
                .isEqualTo("click");
        assertThat(html("a\u0000\u0007\u007f\u202eb")).isEqualTo("a␛␛␛␛b");
        assertThat(html("cut \u001b[3")).isEqualTo("cut ␛[3");
        assertThat(html("open \u001b]0;no end")).isEqualTo("open ␛]0;no end");
    }

    @Test
    void onlyHttpAddressesBecomeLinks() {
        assertThat(html("see https://example.org/a?b=1&c=2). javascript:alert(1) data:x ftp://y"))
                .contains("<a href=\"https://example.org/a?b=1&amp;c=2\"")
                .doesNotContain("href=\"javascript")
                .doesNotContain("href=\"data")
                .doesNotContain("href=\"ftp")
                .endsWith("</a>). javascript:alert(1) data:x ftp://y");
        assertThat(html("http://\"onmouseover=alert(1)")).doesNotContain("<a ");
        assertThat(html("https://x/<b>")).contains("href=\"https://x/\"").contains("&lt;b&gt;");
    }

    @Test
    void maskedTextIsMarked() {
        assertThat(html("key=[MASKED]!")).isEqualTo("key=<span class=\"mask\">[MASKED]</span>!");
    }

    @Test
    void longLinesAreCut() {
        AnsiText text = AnsiText.of("x".repeat(5000), Style.PLAIN);

        assertThat(text.cut()).isEqualTo(1000);
        assertThat(text.html()).hasSize(4000);
    }

    @Test
    void tenMegabytesOfTricksAreReadInLinearTime() {
        String[] tricks = {
            "\u001b[", "\u001b]0;", "h", "http://", "http://)", "\u001b[31m", "[MASKED", "\r", "\u001b[38;5;", "1;"
        };
        for (String trick : tricks) {
            String line = trick.repeat(10_000_000 / trick.length());
            Assertions.assertThatCode(() -> org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                            Duration.ofSeconds(10), () -> html(line)))
                    .as(trick)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aMarkGoesOnOverColoursLinksAndMasks() {
        String line = "a \u001b[31mFAI\u001b[1mLED\u001b[0m see https://example.org/x, [MASKED] <b>";

        assertThat(marked(line, "FAILED"))
                .isEqualTo(
                        "a <span class=\"c1\"><mark>FAI</mark></span><span class=\"c1 b\"><mark>LED</mark></span> see"
                                + " <a href=\"https://example.org/x\" rel=\"noopener noreferrer nofollow\""
                                + " tabindex=\"-1\">https://example.org/x</a>, <span class=\"mask\">[MASKED]</span>"
                                + " &lt;b&gt;");
        assertThat(marked(line, "see https://example"))
                .contains(" <mark>see </mark><a href=")
                .contains("><mark>https://example</mark>.org/x</a>");
        assertThat(marked(line, "/x, [MA"))
                .contains("<mark>/x</mark></a><mark>, </mark><span class=\"mask\"><mark>[MA</mark>SKED]</span>");
        assertThat(marked(line, "/<B>|a/i")).startsWith("<mark>a</mark> ").endsWith(" <mark>&lt;b&gt;</mark>");
    }

    @Test
    void aMarkIsCountedInWhatIsSeen() {
        assertThat(marked("progress 1\rprogress 22\u001b[K done", "22 done"))
                .isEqualTo("progress <mark>22 done</mark>");
        assertThat(marked("\u001b", "x")).isEqualTo("␛");
        assertThat(marked("aaaa", "aa")).isEqualTo("<mark>aaaa</mark>");
    }

    private static String marked(String line, String query) {
        return AnsiText.of(
                        line,
                        Style.PLAIN,
                        AnsiText.LENGTH_MAX,
                        LogQuery.of(query).highlight().in(AnsiText.plain(line)))
                .html();
    }
}
