package dev.sluice.adapters.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.report.TestCase;
import dev.sluice.app.report.TestCase.Outcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JUnit's XML as different programs write it, and as somebody who means harm does. */
final class JunitReportTest {

    private static TestCase only(String text) {
        Readings read = Readings.of("junit", text);
        assertThat(read.why).isEmpty();
        assertThat(read.tests).hasSize(1);
        return read.tests.getFirst();
    }

    @Test
    void surefireWithThousandsAndRepetitions() {
        Readings read = Readings.of("junit", """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="shop.CaptureTest" time="1,204.5" tests="4" errors="1" skipped="1" failures="1">
              <properties><property name="java.version" value="25"/></properties>
              <testcase name="retries" classname="shop.CaptureTest" time="1,200.25">
                <failure message="expected: &lt;402&gt; but was: &lt;500&gt;" type="AssertionFailedError"><![CDATA[AssertionFailedError: expected
                at shop.CaptureTest.retries(CaptureTest.java:57)]]></failure>
                <rerunFailure message="again" type="x"><stackTrace>t</stackTrace></rerunFailure>
                <system-out><![CDATA[card 4242]]></system-out>
                <system-err>slow</system-err>
              </testcase>
              <testcase name="limit" classname="shop.CaptureTest" time="0.001">
                <flakyFailure message="timed out" type="x"><stackTrace>t</stackTrace></flakyFailure>
              </testcase>
              <testcase name="refund" classname="shop.CaptureTest"><skipped message="no network"/></testcase>
              <testcase name="close" classname="shop.CaptureTest"><error type="java.lang.NullPointerException"/></testcase>
            </testsuite>
            """);

        assertThat(read.why).isEmpty();
        assertThat(read.tests)
                .extracting(TestCase::outcome)
                .containsExactly(Outcome.FAILED, Outcome.PASSED, Outcome.SKIPPED, Outcome.ERROR);
        TestCase failed = read.tests.getFirst();
        assertThat(failed.suite()).isEqualTo("shop.CaptureTest");
        assertThat(failed.group()).isEqualTo("shop.CaptureTest");
        assertThat(failed.tookUs()).isEqualTo(1_200_250_000L);
        assertThat(failed.message()).isEqualTo("expected: <402> but was: <500>");
        assertThat(failed.detail()).contains("CaptureTest.java:57");
        assertThat(failed.output()).isEqualTo("card 4242\nslow");
        assertThat(read.tests.get(1).flaky()).isTrue();
        assertThat(read.tests.get(1).message()).isEqualTo("timed out");
        assertThat(read.tests.get(2).message()).isEqualTo("no network");
        assertThat(read.tests.get(3).message()).isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void pytestWithFileLineAndProperties() {
        TestCase test = only("""
            <testsuites><testsuite name="pytest" errors="0" failures="1" tests="1" hostname="h">
            <testcase classname="tests.test_app" name="test_add[1-2]" file="tests/test_app.py" line="41" time="0.25">
            <properties><property name="attachment" value="shots/add.png"/></properties>
            <failure message="assert 3 == 4&#10; +  where 3 = add(1, 2)">def test_add():
            &gt;   assert add(1, 2) == 4</failure></testcase></testsuite></testsuites>
            """);

        assertThat(test.file()).isEqualTo("tests/test_app.py");
        assertThat(test.line()).isEqualTo(41);
        assertThat(test.message()).isEqualTo("assert 3 == 4");
        assertThat(test.detail()).contains("> ");
        assertThat(test.output()).isEqualTo("attachment: shots/add.png");
    }

    @Test
    void phpunitWithSuitesInSuites() {
        Readings read = Readings.of("junit", """
            <testsuites><testsuite name="all" file="/app"><testsuite name="CartTest" file="/app/tests/CartTest.php">
            <testcase name="testAdd" class="CartTest" line="12" time="0.1"/></testsuite>
            <testcase name="outside"/></testsuite></testsuites>
            """);

        assertThat(read.tests).extracting(TestCase::suite).containsExactly("CartTest", "all");
        assertThat(read.tests.getFirst().group()).isEqualTo("CartTest");
        assertThat(read.tests.getFirst().file()).isEqualTo("/app/tests/CartTest.php");
    }

    @Test
    void goRspecJestAndGoogleTest() {
        Readings read = Readings.of("junit", """
            <testsuites tests="4">
            <testsuite name="example.org/shop/cart"><testcase classname="shop/cart" name="TestAdd/empty" time="0.000">
              <failure message="Failed" type="">    cart_test.go:9: want 1</failure></testcase></testsuite>
            <testsuite name="rspec"><testcase classname="spec.cart_spec" name="Cart adds" file="./spec/cart_spec.rb" time="0.01">
              <skipped/></testcase></testsuite>
            <testsuite name="Cart" file="src/cart.test.js"><testcase classname="Cart adds" name="Cart adds" time="NaN"/></testsuite>
            <testsuite name="CartTest"><testcase name="Adds" status="notrun" result="suppressed" time="0" classname="CartTest"/></testsuite>
            </testsuites>
            """);

        assertThat(read.why).isEmpty();
        assertThat(read.tests)
                .extracting(TestCase::outcome)
                .containsExactly(Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED, Outcome.SKIPPED);
        assertThat(read.tests.get(0).detail()).isEqualTo("cart_test.go:9: want 1");
        assertThat(read.tests.get(1).file()).isEqualTo("spec/cart_spec.rb");
        assertThat(read.tests.get(2).file()).isEqualTo("src/cart.test.js");
    }

    @Test
    void aTestKeepsItsKeyWhereverItRuns() {
        String one = "<testsuite name='a'><testcase classname='C' name='t'/></testsuite>";
        String other = "<testsuite name='b'><testcase classname='C' name='t' time='3'/></testsuite>";

        assertThat(only(one).key(1))
                .isEqualTo(only(other).key(1))
                .isNotEqualTo(only(one).key(2));
    }

    @Test
    void noEntityIsExpandedAndNothingIsFetched() {
        String bomb = """
            <!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
            <testsuite name="s"><testcase name="t"><failure message="m">&b;&x;</failure></testcase></testsuite>
            """;

        Readings read = Readings.of("junit", bomb);

        assertThat(read.tests.toString()).doesNotContain("haha").doesNotContain("root:");
        assertThat(read.why).isNotEmpty();
    }

    @Test
    void aDocumentTypeAloneDoesNoHarm() {
        TestCase test = only("""
            <!DOCTYPE testsuite SYSTEM "http://127.0.0.1:1/junit.dtd">
            <testsuite name="s"><testcase name="t"/></testsuite>
            """);

        assertThat(test.name()).isEqualTo("t");
    }

    @Test
    void depthAndTagsAreLimited() {
        assertThat(Readings.of("junit", "<testsuite>" + "<a>".repeat(5000)).why).contains("deeper than 64");
        String attribute = "<testsuite name='" + "x".repeat(2_000_000) + "'/>";
        assertThat(Readings.of("junit", attribute).why).contains("larger than a MiB");
    }

    @Test
    void sizeIsLimitedAndWhatWasReadStands() {
        byte[] head = "<testsuite><testcase name='t'/><system-out>".getBytes(StandardCharsets.UTF_8);
        InputStream endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at < head.length ? head[(int) at++] : 'x';
            }
        };

        Readings read = Readings.of("junit", endless);

        assertThat(read.tests).hasSize(1);
        assertThat(read.why).contains("100 MiB");
    }

    @Test
    void manyTestsAreReadAsAStream() {
        StringBuilder text = new StringBuilder("<testsuite name='big'>");
        for (int i = 0; i < 30_000; i++) {
            text.append("<testcase classname='C")
                    .append(i % 100)
                    .append("' name='t")
                    .append(i);
            text.append("' time='0.1'><failure message='&lt;a&gt; &amp;"
                    + " &quot;b&quot;'>&lt;&lt;&lt;&gt;</failure></testcase>");
        }

        Readings read = Readings.of("junit", text.append("</testsuite>").toString());

        assertThat(read.why).isEmpty();
        assertThat(read.tests).hasSize(30_000);
        assertThat(read.tests.getLast().detail()).isEqualTo("<<<>");
    }

    @Test
    void whatIsNoReportSaysSo() {
        assertThat(Readings.of("junit", "").why).contains("not well-formed");
        assertThat(Readings.of("junit", "<html/>").why).contains("<html>");
        assertThat(Readings.of("junit", "<testsuite><testcase name='a'/><testcase ").tests)
                .hasSize(1);
        assertThat(Readings.of("junit", "<testsuite/>").why).isEmpty();
    }

    /** What the parser would hold in memory as a whole is refused before it is too much for a small server. */
    @ParameterizedTest
    @ValueSource(strings = {"<!--", "<?x ", "<system-out><![CDATA[", "<a b='"})
    void oneEndlessPieceIsRefused(String begin) {
        InputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(("<testsuite>" + begin).getBytes(StandardCharsets.UTF_8)),
                new Letters(90 << 20));

        assertThat(Readings.of("junit", endless).why).contains("the limit");
    }

    @Test
    void sectionsOfAFewMegabytesAreRead() {
        String printed = "line ]] > -- ?>\n".repeat(200_000);
        Readings read = Readings.of(
                "junit",
                "<?xml version='1.0'?><!-- a > b --><testsuite><testcase name='a'><system-out><![CDATA[" + printed
                        + "]]></system-out></testcase><testcase name='b'/></testsuite>");

        assertThat(read.why).isEmpty();
        assertThat(read.tests).hasSize(2);
        assertThat(read.tests.getFirst().output()).startsWith("line ]] > --").endsWith("…");
    }

    /** So many times the letter x. */
    private static final class Letters extends InputStream {
        private int left;

        Letters(int count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int n = Math.min(left, length);
            Arrays.fill(into, offset, offset + Math.max(0, n), (byte) 'x');
            left -= n;
            return n > 0 ? n : -1;
        }
    }
}
