package dev.sluice.server.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The section markers at the beginning of a log line, and what follows them: GitLab's
 * {@code section_start:1700000000:name[collapsed=true]\r\e[0K} and {@code section_end:1700000000:name\r\e[0K}
 * (docs.gitlab.com/ci/jobs/job_logs, "Custom collapsible sections").
 *
 * @param marks in their order; one line may close a section and open the next
 * @param rest the line without its markers
 */
public record SectionMarks(List<Mark> marks, String rest) {
    private static final String ERASE = "\u001b[0K";
    private static final String START = "section_start:";
    private static final String END = "section_end:";

    public SectionMarks {
        marks = List.copyOf(marks);
    }

    /**
     * One marker.
     *
     * @param opens or closes
     * @param seconds since 1970, as the job wrote them
     * @param collapsed the job wants the section closed
     */
    public record Mark(boolean opens, long seconds, String name, boolean collapsed) {}

    /** Reads the markers at the beginning of a line. */
    public static SectionMarks of(String line) {
        if (line.indexOf("section_") < 0) {
            return new SectionMarks(List.of(), line);
        }
        List<Mark> marks = new ArrayList<>();
        int at = 0;
        while (at >= 0) {
            int next = skipErase(line, at);
            int after = mark(line, next, marks);
            if (after < 0) {
                break;
            }
            at = after;
        }
        return new SectionMarks(marks, marks.isEmpty() ? line : line.substring(skipErase(line, at)));
    }

    private static int skipErase(String line, int at) {
        int i = at;
        while (line.startsWith(ERASE, i)) {
            i += ERASE.length();
        }
        return i;
    }

    /** Reads one marker into the list. @return where it ends, -1 where there is none */
    private static int mark(String line, int at, List<Mark> into) {
        boolean opens = line.startsWith(START, at);
        if (!opens && !line.startsWith(END, at)) {
            return -1;
        }
        int digits = at + (opens ? START : END).length();
        int i = digits;
        while (i < line.length() && i - digits < 12 && Character.isDigit(line.charAt(i))) {
            i++;
        }
        int close = line.indexOf('\r', i);
        if (i == digits || i >= line.length() || line.charAt(i) != ':' || close < 0) {
            return -1;
        }
        String name = line.substring(i + 1, close);
        int bracket = name.indexOf('[');
        boolean collapsed = bracket >= 0 && name.indexOf("collapsed=true", bracket) > 0;
        String bare = bracket < 0 ? name : name.substring(0, bracket);
        into.add(new Mark(opens, Long.parseLong(line.substring(digits, i)), bare, collapsed));
        return skipErase(line, close + 1);
    }
}
