package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnHostsTest {
    private final OwnHosts hosts = new OwnHosts(() -> "https://Sluice.example.com:8443/", "build.local");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.example.com",
                "SLUICE.example.com.",
                "build.local",
                "localhost",
                "127.0.0.1",
                "::1",
                "127.1"
            })
    void serverKeepsItsNames(String host) {
        assertThat(hosts.test(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com", "shop.localhost", "shop.sluice.example.com", ""})
    void servicesHaveTheOthers(String host) {
        assertThat(hosts.test(host)).isFalse();
    }

    @Test
    void nothingIsMissedBeforeTheAddressIsKnown() {
        assertThat(new OwnHosts(() -> "", "127.0.0.1").test("shop.localhost")).isFalse();
    }
}
