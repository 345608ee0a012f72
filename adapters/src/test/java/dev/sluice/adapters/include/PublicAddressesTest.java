package dev.sluice.adapters.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses by their registries. */
final class PublicAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "1.1.1.1, true",
        "172.15.0.1, true",
        "172.32.0.1, true",
        "2606:4700::1111, true",
        "2002:0808:0808::1, true",
        "0.0.0.0, false",
        "10.0.0.1, false",
        "100.64.0.1, false",
        "127.0.0.1, false",
        "169.254.169.254, false",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "198.18.0.1, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "fe80::1, false",
        "fc00::1, false",
        "fd12::1, false",
        "ff02::1, false",
        "2001:db8::1, false",
        "2002:7f00:0001::1, false",
    })
    void areOfTheInternetOrNot(String address, boolean expected) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isEqualTo(expected);
    }
}
