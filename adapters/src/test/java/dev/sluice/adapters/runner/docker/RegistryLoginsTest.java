package dev.sluice.adapters.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.AuthConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginsTest {
    @TempDir
    private Path folder;

    private RegistryLogins logins;

    @BeforeEach
    void readConfigurationOfTheFolder() {
        logins = new RegistryLogins(Map.of("DOCKER_CONFIG", folder.toString(), "PATH", folder + ":/usr/bin:/bin"));
    }

    @Test
    void theJobsOwnConfigurationComesBeforeTheAccounts() throws IOException {
        Files.writeString(folder.resolve("config.json"), auths("registry.example.com", "account", "a"));

        AuthConfig ofJob = login("registry.example.com/app", auths("https://registry.example.com/v1/", "job", "b:c"));
        AuthConfig ofAccount = login("registry.example.com/app", auths("other.example.com", "job", "b"));

        assertThat(ofJob.getUsername()).isEqualTo("job");
        assertThat(ofJob.getPassword()).isEqualTo("b:c");
        assertThat(ofAccount.getUsername()).isEqualTo("account");
    }

    @Test
    void theKeyThatNamesMoreOfTheImageWins() throws IOException {
        String config = "{\"auths\": {\"r.example.com\": " + entry("all", "1") + ", \"r.example.com/team\": "
                + entry("team", "2") + ", \"docker.io\": " + entry("hub", "3") + "}}";

        assertThat(login("r.example.com/team/app", config).getUsername()).isEqualTo("team");
        assertThat(login("r.example.com/teams/app", config).getUsername()).isEqualTo("all");
        assertThat(login("alpine", config).getUsername()).isEqualTo("hub");
        assertThat(logins.of(ImageName.of("elsewhere.example.com/app"), config)).isEmpty();
    }

    @Test
    void helpersAreAsked() throws IOException {
        Path helper = Files.writeString(folder.resolve("docker-credential-test"), """
            #!/bin/sh
            read -r server
            printf '{"ServerURL": "%s", "Username": "from-%s", "Secret": "s"}' "$server" "$1"
            """);
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(login("r.example.com/app", "{\"credHelpers\": {\"r.example.com\": \"test\"}}")
                        .getUsername())
                .isEqualTo("from-get");
        assertThat(login("r.example.com/app", "{\"credsStore\": \"test\"}").getRegistryAddress())
                .isEqualTo("r.example.com");
    }

    @Test
    void whatIsNoConfigurationIsToldWithoutItsText() {
        assertThatThrownBy(() -> logins.of(ImageName.of("app"), "{\"auths\": secret"))
                .isInstanceOf(EngineTrouble.class)
                .hasMessageContaining("DOCKER_AUTH_CONFIG")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> logins.of(ImageName.of("app"), "{\"credsStore\": \"../../bin/sh\"}"))
                .hasMessageContaining("no credential helper");
    }

    private AuthConfig login(String image, String jobConfig) throws EngineTrouble {
        return logins.of(ImageName.of(image), jobConfig).orElseThrow();
    }

    private static String auths(String registry, String user, String password) {
        return "{\"auths\": {\"" + registry + "\": " + entry(user, password) + "}}";
    }

    private static String entry(String user, String password) {
        return "{\"auth\": \"" + Base64.getEncoder().encodeToString((user + ":" + password).getBytes()) + "\"}";
    }
}
