package dev.sluice.adapters.runner.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
    private static final String CANARY = "CANARY-7f3a9c51-value";

    @ParameterizedTest
    @CsvSource({
        "plain CANARY-7f3a9c51-value end, plain [MASKED] end",
        "CANARY-7f3a9c51-valueCANARY-7f3a9c51-value, [MASKED][MASKED]",
        "CANARY-7f3a9c51-valu, CANARY-7f3a9c51-valu",
        "CANARY-CANARY-7f3a9c51-value!, CANARY-[MASKED]!",
        "canary-7f3a9c51-value, canary-7f3a9c51-value",
    })
    void plainTextIsMasked(String text, String masked) {
        assertThat(Masker.of(List.of(CANARY)).mask(text)).isEqualTo(masked);
    }

    @Test
    void base64IsMaskedInAllThreeAlignments() {
        for (int before = 0; before < 6; before++) {
            for (int after = 0; after < 3; after++) {
                byte[] bytes = ("-".repeat(before) + CANARY + "+".repeat(after)).getBytes(StandardCharsets.UTF_8);
                String encoded = Base64.getEncoder().encodeToString(bytes);

                String masked = Masker.of(List.of(CANARY)).mask(encoded);

                assertThat(masked).contains("[MASKED]");
                assertThat(masked.replace("[MASKED]", "").length())
                        .as("signs that are left of %s", encoded)
                        .isLessThanOrEqualTo(encoded.length() - 25);
            }
        }
    }

    @Test
    void otherEncodingsAreMasked() {
        String secret = "pa\"ss/w\\ö rd<&>'x";
        Masker masker = Masker.of(List.of(secret));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);

        assertThat(masker.mask(HexFormat.of().formatHex(bytes))).isEqualTo("[MASKED]");
        assertThat(masker.mask(HexFormat.of().withUpperCase().formatHex(bytes))).isEqualTo("[MASKED]");
        assertThat(masker.mask("pa%22ss%2Fw%5C%C3%B6%20rd%3C%26%3E%27x")).isEqualTo("[MASKED]");
        assertThat(masker.mask("pa%22ss%2fw%5c%c3%b6%20rd%3c%26%3e%27x")).isEqualTo("[MASKED]");
        assertThat(masker.mask("pa%22ss%2Fw%5C%C3%B6+rd%3C%26%3E%27x")).isEqualTo("[MASKED]");
        assertThat(masker.mask("{\"k\":\"pa\\\"ss/w\\\\ö rd<&>'x\"}")).isEqualTo("{\"k\":\"[MASKED]\"}");
        assertThat(masker.mask("pa\\\"ss/w\\\\\\u00f6 rd\\u003c\\u0026\\u003e\\u0027x"))
                .isEqualTo("[MASKED]");
        assertThat(masker.mask("pa\"ss/w\\ö rd<&>'\\''x")).isEqualTo("[MASKED]");
    }

    @Test
    void aSecretIsFoundHoweverTheStreamIsCut() {
        byte[] text = ("a CANARY-7f3a9c51-value b CANARY-7f3a CANARY-7f3a9c51-value\nCANARY-7f3a9c51-value")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MaskingStream stream = new MaskingStream(Masker.of(List.of(CANARY)), out::write);
            int at = 0;
            while (at < text.length) {
                int length = Math.min(text.length - at, 1 + random.nextInt(9));
                stream.accept(text, at, length);
                at += length;
            }
            stream.flush();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a [MASKED] b CANARY-7f3a [MASKED]\n[MASKED]");
        }
    }

    @Test
    void coloursWithinASecretDoNotHideIt() {
        String masked =
                Masker.of(List.of(CANARY)).mask("x \u001b[1mCAN\u001b[31;1mARY-7f3a9c\u001b[0m51-value\u001b[0m y");

        assertThat(masked).startsWith("x \u001b[1m[MASKED]").endsWith("\u001b[0m y");
        assertThat(masked.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo("x [MASKED] y");
    }

    @Test
    void aSecretInALinkOrTitleSequenceIsMasked() {
        assertThat(Masker.of(List.of(CANARY)).mask("\u001b]8;;https://x/?t=" + CANARY + "\u0007text\u001b]8;;\u0007"))
                .isEqualTo("\u001b]8;;https://x/?t=[MASKED]\u0007text\u001b]8;;\u0007");
    }

    @Test
    void nothingIsHeldBackAtALineEnd() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MaskingStream stream = new MaskingStream(Masker.of(List.of(CANARY)), out::write);

        byte[] text = "begin CANARY-7f\n".getBytes(StandardCharsets.UTF_8);
        stream.accept(text, 0, text.length);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("begin CANARY-7f\n");
    }

    @Test
    void linesOfASecretAreMaskedByThemselves() {
        String key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n\nab\n-----END KEY-----\n";

        String masked = Masker.of(List.of(key)).mask("1 MIIEpAIBAAKCAQEA\n2 ab\n3 -----END KEY-----");

        assertThat(masked).isEqualTo("1 [MASKED]\n2 ab\n3 [MASKED]");
        assertThat(Masker.of(List.of(key))
                        .mask(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(key.getBytes())))
                .contains("[MASKED]")
                .doesNotContain("LS0tLS1CRUdJ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "abc", "    ", "\n\n", "true", "FALSE", "null", "aaaaaaaa", "****", "production"})
    void whatWouldHideWholeLogsIsRefused(String value) {
        assertThat(Masker.isMaskable(value)).isFalse();
        assertThat(Masker.of(List.of(value)).mask("a true abc **** aaaaaaaa production   "))
                .doesNotContain("[MASKED]");
    }

    @Test
    void overlappingSecretsBecomeOneMask() {
        Masker masker = Masker.of(List.of("abcdef", "cdefgh", "cdef", "abcd"));

        assertThat(masker.mask("xabcdefghx abcdx")).isEqualTo("x[MASKED]x [MASKED]x");
    }

    @Test
    void noByteOfAnySecretIsLostOrShownAgainstASlowMasker() {
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            List<String> secrets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                secrets.add(text(random, 4 + random.nextInt(4)));
            }
            String text = text(random, 60);

            String masked = Masker.of(secrets).mask(text);

            assertThat(masked.replace("[MASKED]", ""))
                    .as("%s in %s", secrets, text)
                    .isEqualTo(slow(secrets, text));
        }
    }

    /** Marks every occurrence of every plain form, sign by sign. The alphabet has no sign that any encoding changes. */
    private static String slow(List<String> secrets, String text) {
        boolean[] hidden = new boolean[text.length()];
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                if (Masker.isMaskable(secret)) {
                    Arrays.fill(hidden, at, at + secret.length(), true);
                }
            }
        }
        StringBuilder rest = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!hidden[i]) {
                rest.append(text.charAt(i));
            }
        }
        return rest.toString();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('_' + 2 * random.nextInt(2)));
        }
        return text.toString();
    }

    @Test
    void speedDoesNotDependOnTheNumberOfSecrets() {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            secrets.add("token-" + i + "-" + Integer.toHexString(i * 7919) + "-" + CANARY);
        }
        Masker masker = Masker.of(secrets);
        byte[] text = ("an ordinary line of a build, with some words and 12345 numbers\n".repeat(16_000))
                .getBytes(StandardCharsets.UTF_8);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long[] count = new long[1];
            MaskingStream stream = new MaskingStream(masker, (bytes, offset, length) -> count[0] += length);
            long start = System.nanoTime();
            stream.accept(text, 0, text.length);
            best = Math.min(best, System.nanoTime() - start);
            assertThat(count[0]).isEqualTo(text.length);
        }
        System.out.printf("masking with 100 secrets: %.0f MB/s%n", text.length / (best / 1e9) / 1e6);
        assertThat(best).isLessThan(2_000_000_000L);
    }

    @Test
    void aTextThatWasCutWithinASecretShowsNothingOfIt() {
        Masker masker = Masker.of(List.of("correct-horse-battery"));

        assertThat(masker.maskCut("said correct-horse-bat…")).isEqualTo("said …");
        assertThat(masker.maskCut("said correct-horse-battery and more…")).isEqualTo("said [MASKED] and more…");
        assertThat(masker.maskCut("said correct-horse-bat")).isEqualTo("said correct-horse-bat");
    }
}
