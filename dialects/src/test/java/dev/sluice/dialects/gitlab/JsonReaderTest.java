package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        1                               ; 1
        -0                              ; 0
        1e-07                           ; 1.0e-07
        2.50                            ; 2.5
        123456789012345678901234567890  ; 123456789012345678901234567890
        true                            ; true
        null                            ; null
        "yes"                           ; "yes"
        "2020-01-01"                    ; "2020-01-01"
        "a\\u00e9\\ud83d\\ude00\\/\\n"  ; "aé😀/\\u000a"
        [ ]                             ; []
        {}                              ; {}
        [1, [true , null], {"a": "b"}]  ; [1,[true,null],{"a":"b"}]
        {"a":1,"<<":2,"a":{"b":[]}}     ; {"a":{"b":[]},"<<":2}
        """)
    void valuesAreWhatJsonSays(String json, String expected) {
        assertThat(JsonReader.read(json).map(Scalars::document)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "012",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e999",
                "0x1",
                "NaN",
                "Infinity",
                "yes",
                "tru",
                "truex",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "[1,]",
                "[1 2]",
                "[",
                "{a: 1}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "1 2",
                "{}}",
                "# a",
                "- a",
                "1\0"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThat(JsonReader.read(text)).isEmpty();
    }

    @Test
    void longKeysAreKeysAndDepthHasALimit() {
        String key = "k".repeat(5_000);

        assertThat(JsonReader.read("{\"" + key + "\":1}"))
                .hasValueSatisfying(value -> assertThat(((Hash) value).fields()).containsOnlyKeys(key));
        assertThat(JsonReader.read("[".repeat(100) + "]".repeat(100))).isPresent();
        assertThat(JsonReader.read("[".repeat(100_000))).isEmpty();
    }

    @Test
    void whatScalarsWriteIsReadAgain() {
        for (String text : List.of("", "a\"b\\c\n\t\u0001", "é\uD83D\uDE00", "${{ x }}")) {
            assertThat(JsonReader.read(Scalars.quoted(text)))
                    .hasValueSatisfying(
                            value -> assertThat(((Text) value).text()).isEqualTo(text));
        }
    }
}
