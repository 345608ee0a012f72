package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.model.JobSession.ProjectVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesFileTest {
    @TempDir
    private Path folder;

    private VariablesFile read(String name, String text, boolean masked) throws Exception {
        return VariablesFile.read(Files.writeString(folder.resolve(name), text), masked);
    }

    @Test
    void readsLinesAsComposeDoes() throws Exception {
        VariablesFile file = read("ci.env", """
            # a comment
            PLAIN=one two   # and why
            export EXPORTED=yes

            EMPTY=
            HASH=a#b
            SINGLE='as $IT is \\n'
            DOUBLE="a\\nb \\"c\\"" # and why
            KEY="-----BEGIN-----
            line
            -----END-----"
            """, false);

        assertThat(file.variables())
                .extracting(one -> one.name() + "=" + one.value())
                .containsExactly(
                        "PLAIN=one two",
                        "EXPORTED=yes",
                        "EMPTY=",
                        "HASH=a#b",
                        "SINGLE=as $IT is \\n",
                        "DOUBLE=a\nb \"c\"",
                        "KEY=-----BEGIN-----\nline\n-----END-----");
        assertThat(file.hasMasked()).isFalse();
    }

    @Test
    void readsMapsWithWhatAVariableIs() throws Exception {
        VariablesFile file = read("ci.yml", """
            PLAIN: 1.10
            TOKEN: {value: correct-horse, masked: true}
            KUBECONFIG: {value: "a: b", file: true, masked: false}
            """, false);

        assertThat(file.variables())
                .containsExactly(
                        new ProjectVariable("PLAIN", "1.10", false, false),
                        new ProjectVariable("TOKEN", "correct-horse", true, false),
                        new ProjectVariable("KUBECONFIG", "a: b", false, true));
    }

    @Test
    void secretsFilesMaskWhatTheyDoNotSayOtherwise() throws Exception {
        assertThat(read("s.env", "A=one\n", true).hasMasked()).isTrue();
        assertThat(read("s.yml", "A: {value: one, masked: false}\n", true).hasMasked())
                .isFalse();
    }

    @Test
    void seesWhetherOthersMayReadIt() throws Exception {
        Path file = Files.writeString(folder.resolve("s.env"), "A=one\n");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(VariablesFile.read(file, true).isOpen()).isTrue();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(VariablesFile.read(file, true).isOpen()).isFalse();
    }

    @Test
    void tellsThePlaceOfAMistake() {
        assertThatThrownBy(() -> read("a.env", "A=1\nno line\n", false)).hasMessageContaining("a.env:2:1: expected");
        assertThatThrownBy(() -> read("b.env", "A='1\n", false)).hasMessageContaining("b.env:1:1: the quote of A");
        assertThatThrownBy(() -> read("c.yml", "A: 1\nB: [1]\n", false)).hasMessageContaining("c.yml:2:4: B is a list");
        assertThatThrownBy(() -> read("d.yml", "A: {valeu: 1}\n", false))
                .hasMessageContaining("d.yml:1:5: expected value, masked or file");
        assertThatThrownBy(() -> VariablesFile.read(folder.resolve("none"), false))
                .hasMessageContaining("there is no such file");
    }
}
