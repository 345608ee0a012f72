package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import dev.sluice.server.page.MemoryLog;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogViewerTest {
    private static final LogId ID = new LogId(new RunId(1, 1), "job", 1);

    private final MemoryLog log = new MemoryLog(Instant.parse("2026-11-20T12:00:00Z"));
    private final LogViewer viewer = new LogViewer(log);

    private LogWindow open(LogViewer.Stand stand) {
        return open(stand, "");
    }

    private LogWindow open(LogViewer.Stand stand, String range) {
        return viewer.open(new LogViewer.Wish(
                ID,
                stand,
                LineRange.parse(range),
                OptionalLong.empty(),
                ZoneOffset.UTC,
                "",
                OptionalLong.empty(),
                Highlight.NONE));
    }

    private void lines(int count) {
        for (int i = 0; i < count; i++) {
            log.add("line " + i);
        }
    }

    private static String start(long at, String name, String title) {
        return "section_start:" + at + ":" + name + "\r\u001b[0K" + title;
    }

    private static String end(long at, String name) {
        return "section_end:" + at + ":" + name + "\r\u001b[0K";
    }

    private static String text(List<LogBlock> blocks) {
        StringBuilder out = new StringBuilder();
        for (LogBlock block : blocks) {
            switch (block) {
                case LogBlock.Lines part -> out.append(part.html());
                case LogBlock.Group group -> out.append(text(group.blocks()));
                case LogBlock.Gap _ -> {}
            }
        }
        return out.toString();
    }

    private static List<Long> shown(List<LogBlock> blocks) {
        List<Long> numbers = new ArrayList<>();
        for (LogBlock block : blocks) {
            switch (block) {
                case LogBlock.Lines part -> {
                    Matcher ids = Pattern.compile("id=\"L(\\d+)\"").matcher(part.html());
                    while (ids.find()) {
                        numbers.add(Long.parseLong(ids.group(1)));
                    }
                }
                case LogBlock.Group group -> numbers.addAll(shown(group.blocks()));
                case LogBlock.Gap _ -> {}
            }
        }
        return numbers;
    }

    @Test
    void aRunningJobShowsItsLastThousandLinesAndIsFollowed() {
        lines(5000);

        LogWindow window = open(LogViewer.Stand.RUNNING);

        assertThat(shown(window.blocks())).hasSize(1000).startsWith(4001L).endsWith(5000L);
        assertThat(window.blocks().getFirst()).isEqualTo(new LogBlock.Gap(0, 4000));
        assertThat(window.followed()).isTrue();
    }

    @Test
    void theScriptOfAPassedJobIsOpenAndWhatRanAfterItIsFolded() {
        log.add(start(1, "get_sources", "Getting the sources"), end(2, "get_sources"));
        log.add(start(2, "step_script", "Executing the script"), "$ make", "done", end(9, "step_script"));
        log.add(start(9, "after_script", "Running after_script"), "$ rm x", end(10, "after_script"));

        List<LogBlock> blocks = open(LogViewer.Stand.DONE).blocks();

        assertThat(blocks.stream()
                        .filter(LogBlock.Group.class::isInstance)
                        .map(LogBlock.Group.class::cast)
                        .map(group -> (group.section().from() + 1) + " "
                                + group.section().title() + " " + group.open()))
                .containsExactly(
                        "1 Getting the sources false", "3 Executing the script true", "7 Running after_script false");
    }

    @Test
    void aFailedJobShowsItsFirstErrorAndItsEnd() {
        lines(3000);
        log.add("\u001b[31mAssertionError: expected 402\u001b[0m");
        lines(3000);

        LogWindow window = open(LogViewer.Stand.FAILED);

        assertThat(window.firstError()).hasValue(3001);
        assertThat(window.firstErrorText()).isEqualTo("AssertionError: expected 402");
        assertThat(shown(window.blocks())).contains(3001L, 6001L).hasSizeLessThanOrEqualTo(1000);
        assertThat(window.blocks()).filteredOn(LogBlock.Gap.class::isInstance).hasSize(2);
    }

    @Test
    void withoutAnErrorLineTheLastTextCounts() {
        log.add("$ make", "it did not work", "", "   ");

        assertThat(open(LogViewer.Stand.FAILED).firstError()).hasValue(2);
    }

    @Test
    void ordinaryOutputIsNoFirstErrorAndTheWayItEndedIsTheLastChoice() {
        log.add("0 errors", "cat: gone: No such file or directory", "error_handler.py", "mv: x: Permission denied");
        log.add("2 failed, 3 passed", "ERROR: Job failed: exit status 1");

        assertThat(open(LogViewer.Stand.FAILED).firstError()).hasValue(4);

        log.add("main.c:3:1: error: x", "error: y");
        assertThat(open(LogViewer.Stand.FAILED).firstError()).hasValue(7);
    }

    @Test
    void aCommandThatNamesAnErrorIsNone() {
        log.add("\u001b[32;1m$ grep ERROR: log\u001b[0;m", "fine", "error: here");

        assertThat(open(LogViewer.Stand.FAILED).firstError()).hasValue(3);
    }

    @Test
    void sectionsFoldAndTheOneWithTheErrorIsOpen() {
        log.add(start(100, "prepare", "Preparing"), "ok", end(103, "prepare") + start(103, "script", "Running"));
        log.add("$ make", "error: no rule", end(143, "script"), "ERROR: Job failed");

        LogWindow window = open(LogViewer.Stand.FAILED);

        List<LogBlock.Group> groups = window.blocks().stream()
                .filter(LogBlock.Group.class::isInstance)
                .map(LogBlock.Group.class::cast)
                .toList();
        assertThat(groups).extracting(group -> group.section().title()).containsExactly("Preparing", "Running");
        assertThat(groups).extracting(LogBlock.Group::open).containsExactly(false, true);
        assertThat(groups.getLast().section().took()).contains(Duration.ofSeconds(40));
        assertThat(shown(window.blocks())).containsExactly(2L, 4L, 5L, 7L);
    }

    @Test
    void sectionsNestAndForgottenEndsCloseWithTheirParent() {
        log.add(start(1, "a", "A"), start(2, "b", "B"), "in b", end(5, "a"), end(9, "never"), "after");

        LogBlock.Group a = (LogBlock.Group) open(LogViewer.Stand.DONE).blocks().getFirst();

        assertThat(a.blocks()).hasOnlyElementsOfType(LogBlock.Group.class);
        assertThat(shown(open(LogViewer.Stand.DONE).blocks())).containsExactly(3L, 6L);
    }

    @Test
    void aLineLinkLoadsItsWindowMarksItsLinesAndTakesTheFocus() {
        lines(10_000);

        LogWindow window = open(LogViewer.Stand.DONE, "7000-7003");

        String html = ((LogBlock.Lines) window.blocks().get(1)).html();
        assertThat(html.split("class=\"hit\"", -1)).hasSize(5);
        assertThat(html.split(" autofocus", -1)).hasSize(2);
        assertThat(shown(window.blocks())).contains(6900L, 7003L).hasSize(1000);
    }

    @Test
    void aLinkBeyondTheEndShowsTheEnd() {
        lines(2000);

        assertThat(shown(open(LogViewer.Stand.DONE, "999999999").blocks())).contains(2000L);
    }

    @Test
    void aGapIsFilledFromEitherEnd() {
        lines(5000);
        LogViewer.Wish wish = new LogViewer.Wish(
                ID,
                LogViewer.Stand.DONE,
                Optional.empty(),
                OptionalLong.empty(),
                ZoneOffset.UTC,
                "",
                OptionalLong.empty(),
                Highlight.NONE);

        List<LogBlock> head = viewer.part(wish, new LogBlock.Gap(0, 4000), false);
        List<LogBlock> tail = viewer.part(wish, new LogBlock.Gap(0, 4000), true);

        assertThat(shown(head)).startsWith(1L).endsWith(1000L);
        assertThat(head.getLast()).isEqualTo(new LogBlock.Gap(1000, 4000));
        assertThat(shown(tail)).startsWith(3001L).endsWith(4000L);
        assertThat(tail.getFirst()).isEqualTo(new LogBlock.Gap(0, 3000));
    }

    @Test
    void theOutlineGrowsWithTheLog() {
        log.add(start(1, "a", "A"), "x");
        assertThat(((LogBlock.Group) open(LogViewer.Stand.RUNNING).blocks().getFirst())
                        .section()
                        .took())
                .isEmpty();

        log.add(end(4, "a"));

        assertThat(((LogBlock.Group) open(LogViewer.Stand.RUNNING).blocks().getFirst())
                        .section()
                        .took())
                .contains(Duration.ofSeconds(3));
    }

    @Test
    void aLineLooksTheSameInWhateverWindowItIs() {
        log.add("\u001b[31mred", start(1, "a", "\u001b[1mA"), "red and bold\u001b[0m", "plain", "\u001b[32mgreen");
        lines(3000);
        String whole = text(open(LogViewer.Stand.DONE, "1").blocks());

        String late = text(open(LogViewer.Stand.DONE, "2500").blocks());

        assertThat(whole)
                .contains("<code><span class=\"c1 b\">red and bold</span></code>")
                .contains("<code>plain</code>");
        assertThat(late).contains("<code><span class=\"c2\">line 2400</span></code>");
    }

    @Test
    void whatGrowsLooksAsThePageThatOpensLaterShowsIt() {
        log.add(start(1, "a", "A <b>"), "in a", "\u001b[33mfrom here");
        LogLines.Look look =
                new LogLines.Look("/p", 1, ZoneOffset.UTC, LogQuery.of("here").highlight());
        Moments moments = new Moments(Messages.of(Language.EN), ZoneOffset.UTC, Instant.EPOCH);
        LogFeed feed = viewer.feed(ID, 3, look, moments);
        log.add("on to here", start(2, "b", "B"), end(4, "a") + start(5, "c[collapsed=true]", "C"), "in c");

        String html = feed.html(log.lines(ID, 3, 100));

        assertThat(html)
                .contains("<code><span class=\"c3\">on to <mark>here</mark></span></code>")
                .contains("data-name=\"b\" data-line=\"5\" data-runs=\"true\" open>")
                .contains("<p class=\"sec-end\" data-line=\"5\">0:02</p>"
                        + "<p class=\"sec-end\" data-line=\"1\">0:03 · 4 lines</p>")
                .contains("data-name=\"c\" data-line=\"6\" data-runs=\"true\"><summary>");
        assertThat(feed.skip(log.lines(ID, 7, 100))).isEmpty();
    }

    @Test
    void everyLineIsShownOrInAGapExactlyOnce() {
        for (int i = 0; i < 40; i++) {
            log.add(start(i, "s" + i, "S" + i));
            lines(i * 7);
            log.add(end(i + 1, "s" + i));
        }
        for (String range : List.of("", "1", "700-710", "5000")) {
            LogWindow window = open(LogViewer.Stand.DONE, range);
            long gaps = gaps(window.blocks());
            long marks = 80;
            assertThat(shown(window.blocks()).size() + gaps)
                    .as(range)
                    .isBetween(window.total() - marks, window.total());
            assertThat(shown(window.blocks())).doesNotHaveDuplicates().isSorted();
        }
    }

    private static long gaps(List<LogBlock> blocks) {
        long sum = 0;
        for (LogBlock block : blocks) {
            sum += switch (block) {
                case LogBlock.Gap gap -> gap.count();
                case LogBlock.Group group -> gaps(group.blocks());
                case LogBlock.Lines _ -> 0;
            };
        }
        return sum;
    }

    @Test
    void lineRangesAreReadWithCare() {
        assertThat(LineRange.parse("131")).contains(new LineRange(131, 131));
        assertThat(LineRange.parse("140-131")).contains(new LineRange(131, 140));
        for (String bad : List.of("", "0", "-", "1-", "x", "1-2-3", "99999999999999", "1 ", "-5")) {
            assertThat(LineRange.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void markersAreReadAtTheBeginningOnly() {
        assertThat(SectionMarks.of("echo section_start:1:x\r\u001b[0K").marks()).isEmpty();
        assertThat(SectionMarks.of("section_start:x:y\r").marks()).isEmpty();
        assertThat(SectionMarks.of("section_start:99999999999999:y\r").marks()).isEmpty();
        assertThat(SectionMarks.of(start(5, "a[collapsed=true]", "T"))).satisfies(marks -> {
            assertThat(marks.marks()).containsExactly(new SectionMarks.Mark(true, 5, "a", true));
            assertThat(marks.rest()).isEqualTo("T");
        });
    }
}
