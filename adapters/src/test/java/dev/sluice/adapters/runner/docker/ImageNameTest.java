package dev.sluice.adapters.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {

    @ParameterizedTest
    @CsvSource({
        "alpine, alpine:latest, docker.io/library/alpine",
        "alpine:3.20, alpine:3.20, docker.io/library/alpine",
        "group/app, group/app:latest, docker.io/group/app",
        "localhost:5000/app, localhost:5000/app:latest, localhost:5000/app",
        "registry.example.com/a/b:1, registry.example.com/a/b:1, registry.example.com/a/b"
    })
    void aNameMeansTheNewestOfItsRegistry(String name, String full, String repository) {
        assertThat(ImageName.isValid(name)).isTrue();

        assertThat(ImageName.of(name).full()).isEqualTo(full);
        assertThat(ImageName.of(name).repository()).isEqualTo(repository);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v/:/host", "--privileged", "", "a b", "a:b:c", "Up", "$IMAGE", "a\nb", "../x", "/x"})
    void whatIsNoNameNeverReachesTheEngine(String name) {
        assertThat(ImageName.isValid(name)).isFalse();
    }
}
