package dev.sluice.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.server.http.BadRequest;
import org.junit.jupiter.api.Test;

final class OpenStreamsTest {
    private final OpenStreams streams = new OpenStreams(2, 3);

    @Test
    void anAccountHasSoManyAndNoMore() {
        OpenStreams.Place first = streams.take("anna");
        streams.take("anna");

        assertThatThrownBy(() -> streams.take("anna"))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("anna has 2 event streams open");
        streams.take("olga");
        first.giveBack();
        streams.take("anna");
    }

    @Test
    void allAccountsTogetherHaveSoManyAndNoMore() {
        streams.take("anna");
        streams.take("olga");
        streams.take("ivan");

        assertThatThrownBy(() -> streams.take("petr"))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("the server has 3 event streams open");
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        OpenStreams.Place place = streams.take("anna");
        streams.take("anna");
        place.giveBack();
        place.giveBack();

        assertThat(streams.open()).isEqualTo(1);
    }
}
