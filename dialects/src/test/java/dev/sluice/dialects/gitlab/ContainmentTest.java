package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobContainers.PullPolicy;
import dev.sluice.dialects.gitlab.GitlabProgram.Image;
import dev.sluice.dialects.gitlab.GitlabProgram.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentTest {
    private static final Map<String, String> VALUES =
            Map.of("TAG", "13", "NAMES", "db, database", "KEPT", "secret", "SHOWN", "yes", "EMPTY", "");

    @ParameterizedTest
    @CsvSource({
        "postgres:13, postgres, postgres",
        "group/db, group__db, group-db",
        "registry.example.com:5000/group/db:13, registry.example.com__group__db, registry.example.com-group-db",
        "registry.example.com/db@sha256:0123, registry.example.com__db, registry.example.com-db"
    })
    void anImageGivesItsServiceTwoNames(String image, String first, String second) {
        assertThat(Containment.names(image)).startsWith(first).endsWith(second);
    }

    @Test
    void imagesAndServicesAreExpanded() {
        JobContainers containers = of(
                image("python:$TAG", List.of("always", "if-not-present")),
                new Service(
                        image("postgres:${TAG}", List.of()),
                        "$NAMES",
                        List.of("-c", "name=$SHOWN"),
                        List.of(GitlabVariable.of("PASSWORD", "$KEPT"), GitlabVariable.raw("RAW", "$KEPT"))));

        JobContainers.Image image = containers.image().orElseThrow();
        assertThat(image.name()).isEqualTo("python:13");
        assertThat(image.pull()).containsExactly(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT);
        JobContainers.Service service = containers.services().getFirst();
        assertThat(service.aliases()).containsExactly("postgres", "db", "database");
        assertThat(service.command()).containsExactly("-c", "name=yes");
        assertThat(service.variables())
                .containsEntry("PASSWORD", "secret")
                .containsEntry("RAW", "$KEPT")
                .containsEntry("SHOWN", "yes");
    }

    @Test
    void aServiceDoesNotGetWhatTheProjectKeeps() {
        JobContainers containers =
                of(image("alpine", List.of()), new Service(image("redis", List.of()), "", List.of(), List.of()));

        assertThat(containers.services().getFirst().variables())
                .containsEntry("SHOWN", "yes")
                .doesNotContainKey("KEPT");
    }

    @Test
    void anImageThatExpandsToNothingIsNone() {
        assertThat(of(image("$EMPTY", List.of())).image()).isEmpty();
    }

    private static Image image(String name, List<String> pull) {
        return new Image(name, List.of(), "", "", pull);
    }

    private static JobContainers of(Image image, Service... services) {
        GitlabProgram program = new GitlabProgram(
                "job",
                new GitlabProgram.Variables(List.of(), List.of()),
                List.of(),
                List.of(),
                new GitlabProgram.Scripts(List.of(), List.of("true"), List.of(), List.of()),
                Optional.empty(),
                List.of(),
                Optional.of(image),
                List.of(services),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return Containment.of(program, Set.of("KEPT"), VALUES, List.of("secret"));
    }
}
