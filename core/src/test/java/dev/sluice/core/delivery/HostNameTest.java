package dev.sluice.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "127.0.0.1",
                "10.0.0.7.",
                "127.1",
                "0x7f.1",
                "0X7F000001",
                "2130706433",
                "::1"
            })
    void machinesAreReserved(String host) {
        assertThat(HostName.isReserved(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.localhost", "localhost.example.com", "7.example.com", "shop7", "0xshop", "a.b2"})
    void servicesAreNot(String host) {
        assertThat(HostName.isReserved(host)).isFalse();
    }
}
