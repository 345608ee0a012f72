package dev.sluice.adapters.report;

import dev.sluice.adapters.report.XmlEvents.Event;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.report.TestCase.Outcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads JUnit's XML in the dialects that programs write: {@code testsuites} around {@code testsuite} or not, suites in
 * suites (PHPUnit), repetitions of failed tests (Surefire), {@code file} and {@code line} (pytest, PHPUnit, RSpec), tests
 * that were not run by {@code status} (GoogleTest). There is no standard; elements that are not known are passed over.
 */
final class JunitReport {
    private static final long TOOK_US_MAX = 1_000_000_000_000_000L;

    private final XmlEvents xml;
    private final ReportSink sink;
    private final Deque<Suite> suites = new ArrayDeque<>();

    private record Suite(String name, String file) {}

    private JunitReport(XmlEvents xml, ReportSink sink) {
        this.xml = xml;
        this.sink = sink;
    }

    static void read(XmlEvents xml, ReportSink sink) throws IOException, Unreadable {
        new JunitReport(xml, sink).read();
    }

    private void read() throws IOException, Unreadable {
        boolean any = false;
        for (Event event = xml.next(); event != Event.OVER; event = xml.next()) {
            if (event == Event.BEGIN) {
                if (!any && !xml.name().equals("testsuites") && !xml.name().equals("testsuite")) {
                    throw new Unreadable(
                            "its root is <" + Texts.oneLine(xml.name(), 80) + ">, and not <testsuites> or <testsuite>");
                }
                any = true;
                begin();
            } else if (event == Event.END && xml.name().equals("testsuite") && !suites.isEmpty()) {
                suites.pop();
            }
        }
    }

    private void begin() throws IOException, Unreadable {
        switch (xml.name()) {
            case "testsuite" ->
                suites.push(
                        new Suite(Texts.oneLine(xml.attribute("name"), Texts.NAME), Texts.path(xml.attribute("file"))));
            case "testcase" -> new Case().read();
            case "system-out", "system-err" -> xml.textOfElement(0);
            default -> {
                // testsuites, properties of a suite and what a program adds of its own.
            }
        }
    }

    /** The test that is being read. */
    private final class Case {
        private Outcome outcome = Outcome.PASSED;
        private boolean flaky;
        private String message = "";
        private String detail = "";
        private final StringBuilder output = new StringBuilder();

        void read() throws IOException, Unreadable {
            Suite suite = suites.isEmpty() ? new Suite("", "") : suites.peek();
            String name = Texts.oneLine(xml.attribute("name"), Texts.NAME);
            String group = xml.attribute("classname");
            String shownGroup = Texts.oneLine(group.isEmpty() ? xml.attribute("class") : group, Texts.NAME);
            String file = Texts.path(xml.attribute("file"));
            int line = xml.number("line");
            long tookUs = took(xml.attribute("time"));
            if (isNotRun(xml.attribute("status")) || isNotRun(xml.attribute("result"))) {
                outcome = Outcome.SKIPPED;
            }
            children();
            sink.test(new TestCase(
                    suite.name(),
                    shownGroup,
                    name.isEmpty() ? "(no name)" : name,
                    file.isEmpty() ? suite.file() : file,
                    line,
                    outcome,
                    flaky && outcome == Outcome.PASSED,
                    tookUs,
                    message,
                    detail,
                    Texts.cut(output.toString().strip(), Texts.OUTPUT)));
        }

        private void children() throws IOException, Unreadable {
            int until = xml.depth();
            while (true) {
                switch (xml.next()) {
                    case BEGIN -> child();
                    case END -> {
                        if (xml.depth() < until) {
                            return;
                        }
                    }
                    case TEXT -> {
                        // White space between the elements.
                    }
                    case OVER -> throw new Unreadable("it ends in the middle of a test");
                }
            }
        }

        private void child() throws IOException, Unreadable {
            switch (xml.name()) {
                case "failure" -> bad(Outcome.FAILED);
                case "error" -> bad(Outcome.ERROR);
                case "rerunFailure" -> again();
                case "rerunError" -> again();
                case "skipped", "disabled" -> skipped();
                case "flakyFailure", "flakyError" -> {
                    flaky = true;
                    why();
                }
                case "system-out", "system-err" -> add(xml.textOfElement(Texts.OUTPUT));
                case "property" -> property();
                default -> {
                    // properties around a property, and what a program adds of its own.
                }
            }
        }

        /** Of several failures the first says what went wrong; an error beside a failure leaves it a failure. */
        private void bad(Outcome how) throws IOException, Unreadable {
            boolean first = !outcome.isBad();
            outcome = first ? how : outcome;
            if (first) {
                message = "";
                detail = "";
            }
            why();
        }

        /** A test that failed, failed once more when it was tried again. */
        private void again() throws IOException, Unreadable {
            xml.textOfElement(0);
        }

        private void why() throws IOException, Unreadable {
            String said = xml.attribute("message");
            String type = xml.attribute("type");
            String text = xml.textOfElement(Texts.DETAIL).strip();
            if (message.isEmpty() && detail.isEmpty()) {
                String line = Texts.line(said, Texts.MESSAGE);
                message = !line.isEmpty()
                        ? line
                        : !text.isEmpty() ? Texts.line(text, Texts.MESSAGE) : Texts.oneLine(type, 200);
                boolean several = said.strip().lines().count() > 1;
                detail = Texts.cut(text.isEmpty() ? several ? said.strip() : "" : text, Texts.DETAIL);
            }
        }

        private void skipped() throws IOException, Unreadable {
            String said = xml.attribute("message");
            String text = xml.textOfElement(Texts.MESSAGE);
            if (!outcome.isBad()) {
                outcome = Outcome.SKIPPED;
                message = Texts.line(said.isBlank() ? text : said, Texts.MESSAGE);
            }
        }

        private void property() throws IOException, Unreadable {
            String name = xml.attribute("name");
            String value = xml.attribute("value");
            String text = xml.textOfElement(Texts.NAME);
            add(Texts.oneLine(name, 200) + ": " + Texts.oneLine(value.isEmpty() ? text : value, Texts.NAME));
        }

        private void add(String text) {
            if (!text.isBlank() && output.length() < Texts.OUTPUT) {
                output.append(output.isEmpty() ? "" : "\n").append(text.stripTrailing());
            }
        }
    }

    /** GoogleTest: {@code notrun}, {@code suppressed}, {@code skipped}; others: {@code disabled}. */
    private static boolean isNotRun(String word) {
        return switch (word) {
            case "notrun", "skipped", "suppressed", "disabled", "ignored" -> true;
            default -> false;
        };
    }

    /** Seconds, with a comma between the thousands (Surefire). */
    private static long took(String seconds) {
        try {
            double us = Double.parseDouble(seconds.strip().replace(",", "")) * 1_000_000;
            return us > 0 && us < TOOK_US_MAX ? Math.round(us) : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
