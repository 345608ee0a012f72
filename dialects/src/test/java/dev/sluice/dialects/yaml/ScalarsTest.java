package dev.sluice.dialects.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScalarsTest {

    private static Scalar plain(String text) {
        return new Scalar(Position.startOf("f"), Position.startOf("f"), "", text, Scalar.Style.PLAIN, true);
    }

    private static String shown(ScalarValue value) {
        return switch (value) {
            case ScalarValue.Text(String text) -> "'" + text;
            case ScalarValue.Whole(var number) -> number.toString();
            case ScalarValue.Real(double number) -> Double.toString(number);
            case ScalarValue.Truth(boolean truth) -> Boolean.toString(truth);
            case ScalarValue.Absent() -> "null";
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "yes | true",
                "On | true",
                "OFF | false",
                "no | false",
                "y | 'y",
                "n | 'n",
                "~ | null",
                "nULL | null",
                "012345 | 5349",
                "08 | '08",
                "0x1f | 31",
                "1_000 | 1000",
                "1,000 | 1000",
                "0b101 | 5",
                "-7 | -7",
                "+7 | 7",
                "12:30:45 | 45045",
                "12:30 | 45000",
                "1:99 | '1:99",
                "1.10 | 1.1",
                "1. | 1.0",
                ".5 | 0.5",
                "1e3 | '1e3",
                "1.5e+3 | 1500.0",
                "1.5e3 | '1.5e3",
                ".inf | Infinity",
                "- | '-",
                "-- | '--",
                "1.2.3 | '1.2.3",
                "1_ | '1_",
                "_1 | '_1",
                "0 | 0",
                "00 | 0",
                "0o14 | '0o14",
                "2024-01-01 | '2024-01-01",
                "trueish | 'trueish",
                ":name | 'name",
                ": | ':",
                "a:b | 'a:b",
                ". | '.",
                "-x | '-x",
                "0.5 | 0.5",
                "123456789012345678901 | 123456789012345678901",
            })
    void rubyReadsPlainScalars(String text, String expected) {
        assertThat(shown(RubyScalars.resolve(plain(text)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, true",
        "2026-1-3, true",
        "2026-13-01, false",
        "2026-01-31T10:20:30Z, true",
        "2026-01-31 10:20:30.5 +02:00, true",
        "2026-01-31 is a day, false",
        "10:20:30, false",
        "20260131, false",
    })
    void rubyTakesSomeScalarsForTimes(String text, boolean time) {
        assertThat(RubyScalars.isTime(plain(text))).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "yes | 'yes",
                "true | true",
                "False | false",
                "tRUE | 'tRUE",
                "~ | null",
                "012 | 12",
                "0o14 | 12",
                "0x1F | 31",
                "1_000 | '1_000",
                "12:30 | '12:30",
                "1e3 | 1000.0",
                "1.5 | 1.5",
                "-.inf | -Infinity",
                "+ | '+",
                "1.2.3 | '1.2.3",
                "5m | '5m",
                "10 | 10",
            })
    void theCoreSchemaReadsPlainScalars(String text, String expected) {
        assertThat(shown(CoreScalars.resolve(plain(text)))).isEqualTo(expected);
    }
}
