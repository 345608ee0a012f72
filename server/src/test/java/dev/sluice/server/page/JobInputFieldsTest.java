package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.JobInput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobInputFieldsTest {
    @ParameterizedTest(name = "{0} posted as {1}")
    @CsvSource(quoteCharacter = '`', textBlock = """
        a|b,    a~|b,    a|b
        a~|b,   a~|b,    a~|b
        |a|,    ~|a~|,   |a|
        a|b,    a~|b~|c, a|b|c
        one,    two,     two
        """)
    void lineEndsOfABrowserAreNoChange(String standard, String posted, String expected) {
        JobInput input = new JobInput("text", JobInput.Type.STRING, lines(standard), "", List.of(), Optional.empty());

        assertThat(JobInputFields.posted(List.of(input), "text", lines(posted))).isEqualTo(lines(expected));
    }

    /** Line feeds and carriage returns of a table's cell. */
    private static String lines(String cell) {
        return cell.replace('|', '\n').replace('~', '\r');
    }
}
