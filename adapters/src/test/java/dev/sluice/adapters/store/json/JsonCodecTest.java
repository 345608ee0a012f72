package dev.sluice.adapters.store.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adapters.store.json.JsonCodec.StoredJsonUnusable;
import dev.sluice.adapters.store.json.JsonCodec.UnknownFields;
import dev.sluice.app.run.Runs;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Program;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JsonCodecTest {
    record Everything(
            String text,
            int number,
            boolean truth,
            Instant at,
            Duration lasts,
            Optional<String> some,
            Optional<String> none,
            OptionalInt code,
            List<Duration> list,
            Set<FailureReason> set,
            Map<String, List<String>> map,
            RunStatus status) {}

    private final JsonCodec codec =
            new JsonCodec(UnknownFields.REFUSED, Map.of(Program.class, Map.of("nothing", Runs.Nothing.class)));

    @Test
    void writesEveryShapeAndReadsItBack() {
        Everything value = new Everything(
                "ä\n\"<&",
                7,
                true,
                Instant.parse("2026-01-02T03:04:05.006000007Z"),
                Duration.ofMinutes(3),
                Optional.of("x"),
                Optional.empty(),
                OptionalInt.of(3),
                List.of(Duration.ZERO),
                Set.of(FailureReason.TIMEOUT, FailureReason.STUCK),
                Map.of("b", List.of("1"), "a", List.of()),
                RunStatus.BLOCKED);

        String json = codec.write(Everything.class, value);

        assertThat(json)
                .isEqualTo("{\"text\":\"ä\\n\\\"<&\",\"number\":7,\"truth\":true,"
                        + "\"at\":\"2026-01-02T03:04:05.006000007Z\",\"lasts\":\"PT3M\",\"some\":\"x\",\"code\":3,"
                        + "\"list\":[\"PT0S\"],\"set\":[\"STUCK\",\"TIMEOUT\"],\"map\":{\"a\":[],\"b\":[\"1\"]},"
                        + "\"status\":\"BLOCKED\"}");
        assertThat(codec.read(Everything.class, json)).isEqualTo(value);
    }

    @Test
    void tagsTheAlternativesOfSealedAndOpenInterfaces() {
        RunEffect offer = new RunEffect.Offer("build", 2);
        Pipeline pipeline = Runs.chain("build", "test");

        assertThat(codec.write(RunEffect.class, offer)).isEqualTo("{\"t\":\"Offer\",\"job\":\"build\",\"attempt\":2}");
        assertThat(codec.read(RunEffect.class, codec.write(RunEffect.class, offer)))
                .isEqualTo(offer);
        assertThat(codec.write(Pipeline.class, pipeline)).contains("{\"t\":\"nothing\",\"note\":\"build\"}");
        assertThat(codec.read(Pipeline.class, codec.write(Pipeline.class, pipeline)))
                .isEqualTo(pipeline);
        assertThat(codec.read(Trigger.class, codec.write(Trigger.class, Runs.push())))
                .isEqualTo(Runs.push());
    }

    @Test
    void keepsFailuresWithTheirNumbers() {
        JobResult.Outcome failure =
                new JobResult.Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(137), "killed");

        assertThat(codec.read(JobResult.Outcome.class, codec.write(JobResult.Outcome.class, failure)))
                .isEqualTo(failure);
    }

    @Test
    void readsRowsOfAnOlderAndOfANewerSluice() {
        JsonCodec tolerant = new JsonCodec(UnknownFields.IGNORED, Map.of());
        String newer = "{\"t\":\"Offer\",\"job\":\"a\",\"attempt\":1,\"later\":{\"x\":[1]}}";

        assertThat(tolerant.read(RunEffect.class, newer)).isEqualTo(new RunEffect.Offer("a", 1));
        assertThatThrownBy(() -> codec.read(RunEffect.class, newer))
                .isInstanceOf(StoredJsonUnusable.class)
                .hasMessageContaining("later");
    }

    @Test
    void saysWhatIsWrongWithAStoredText() {
        assertThatThrownBy(() -> codec.read(RunEffect.class, "{\"t\":\"Explode\"}"))
                .isInstanceOf(StoredJsonUnusable.class)
                .hasMessageContaining("Explode")
                .hasMessageContaining("Offer");
        assertThatThrownBy(() -> codec.read(RunEffect.class, "{\"t\":\"Offer\",\"job\":\"a\"}"))
                .isInstanceOf(StoredJsonUnusable.class)
                .hasMessageContaining("attempt");
    }
}
