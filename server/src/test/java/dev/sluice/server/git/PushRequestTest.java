package dev.sluice.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.server.http.BadRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushRequestTest {
    private static final String OLD = "1".repeat(40);
    private static final String NEW = "2".repeat(40);
    private static final String NONE = "0".repeat(40);

    /** What is handed on to git is what was sent, whatever was read of it. */
    private static PushRequest read(String... lines) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (String line : lines) {
            (line.isEmpty() ? PacketLine.end() : PacketLine.of(line)).writeTo(sent);
        }
        ByteArrayOutputStream handedOn = new ByteArrayOutputStream();
        PushRequest push = PushRequest.copy(new ByteArrayInputStream(sent.toByteArray()), handedOn);
        assertThat(handedOn.toByteArray()).isEqualTo(sent.toByteArray());
        return push;
    }

    @Test
    void namesTheRefsAndOptions() throws IOException {
        PushRequest push = read(
                "shallow " + OLD,
                OLD + " " + NEW + " refs/heads/main\0 report-status side-band-64k push-options agent=git/2.39.5",
                OLD + " " + NONE + " refs/tags/v1\n",
                "",
                "ci.skip",
                "");

        assertThat(push.refs()).containsExactly("refs/heads/main", "refs/tags/v1");
        assertThat(push.deletes()).isTrue();
        assertThat(push.sideBand()).isTrue();
        assertThat(push.reports()).isTrue();
        assertThat(push.options()).containsExactly("ci.skip");
    }

    @Test
    void aProbeNamesNone() throws IOException {
        assertThat(read("").refs()).isEmpty();
    }

    /** Git takes commands from each of these; a check that did not see them would be got around. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "push-cert\0 report-status",
                "certificate version 0.1\npusher x\n\nOLD NEW refs/heads/release\n-----BEGIN PGP SIGNATURE-----\n",
                "OLD NEW refs/heads/a\nOLD NEW refs/heads/release",
                "OLD  NEW refs/heads/release",
                "OLD NEW HEAD",
                "OLD NEW",
                "something else"
            })
    void whatIsNoPlainCommandIsRefused(String line) {
        assertThatThrownBy(() -> read(line.replace("OLD", OLD).replace("NEW", NEW), ""))
                .isInstanceOfSatisfying(BadRequest.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(400));
    }
}
