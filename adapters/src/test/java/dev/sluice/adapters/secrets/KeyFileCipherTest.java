package dev.sluice.adapters.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.app.variable.ValueCipher.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileCipherTest {
    private static final String VALUE = "s3cr3t, with ümlaut\nand lines";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("variables.key");
    }

    @Test
    void opensWhatItSealedAfterARestart() throws IOException {
        String sealed = KeyFileCipher.open(file(), false).seal(VALUE, "a");

        assertThat(KeyFileCipher.open(file(), true).open(sealed, "a")).isEqualTo(VALUE);
        assertThat(sealed).doesNotContain("s3cr3t");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        KeyFileCipher cipher = KeyFileCipher.open(file(), false);

        assertThat(cipher.seal(VALUE, "a")).isNotEqualTo(cipher.seal(VALUE, "a"));
    }

    @Test
    void opensNothingInAnotherPlaceOrChanged() {
        KeyFileCipher cipher = KeyFileCipher.open(file(), false);
        String sealed = cipher.seal(VALUE, "a");
        char last = sealed.charAt(sealed.length() - 5);
        String changed = sealed.substring(0, sealed.length() - 5)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);

        assertThatThrownBy(() -> cipher.open(sealed, "b")).isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> cipher.open(changed, "a")).isInstanceOf(Unreadable.class);
    }

    @Test
    void aFurtherKeySealsAndTheFormerOneStillOpens() throws IOException {
        String before = KeyFileCipher.open(file(), false).seal(VALUE, "a");
        Path other = folder.resolve("other.key");
        KeyFileCipher.open(other, false);
        Files.writeString(file(), Files.readString(other), StandardOpenOption.APPEND);

        KeyFileCipher both = KeyFileCipher.open(file(), true);

        assertThat(both.open(before, "a")).isEqualTo(VALUE);
        assertThat(KeyFileCipher.open(other, true).open(both.seal(VALUE, "a"), "a"))
                .isEqualTo(VALUE);
        assertThatThrownBy(() -> KeyFileCipher.open(other, true).open(before, "a"))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void makesNoNewKeyWhereValuesWereSealedWithAnother() throws IOException {
        assertThatThrownBy(() -> KeyFileCipher.open(file(), true))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("is missing");
        Files.writeString(file(), "no key\n");
        assertThatThrownBy(() -> KeyFileCipher.open(file(), true))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageNotContaining("no key\n");
        assertThat(file()).exists();
    }
}
