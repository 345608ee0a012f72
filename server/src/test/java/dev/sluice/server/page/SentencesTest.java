package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Sentence;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SentencesTest {
    private static final Sentences EN = in(Language.EN);
    private static final Sentences RU = in(Language.RU);

    private static Sentences in(Language language) {
        Messages messages = Messages.of(language);
        return new Sentences(messages, new Moments(messages, ZoneOffset.UTC, Instant.EPOCH));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadAgainAndSaidInBothLanguages(Sentence sentence) {
        List<String> arguments = IntStream.range(0, sentence.places())
                .mapToObj(place -> "x" + place + "{0}$1")
                .toList();
        String text = sentence.with(arguments.toArray());

        assertThat(Sentence.read(text)).contains(new Sentence.Said(sentence, arguments));
        assertThat(EN.say(text)).isEqualTo(text);
        assertThat(RU.say(text)).containsPattern("[а-я]");
        arguments.forEach(argument -> assertThat(RU.say(text)).contains(argument));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend was not healthy within 10 s: status 500, \"no answer\""
                        + " | backend: проверка здоровья не пройдена за 10 с: статус 500, «no answer»",
                "old web (copy 2) ended by itself: exit code 3"
                        + " | старая версия web (копия 2): процесс завершился сам: код завершения 3",
                "no run: a rule of workflow:rules says never (line 3)"
                        + " | запуска нет: правило workflow:rules говорит never (строка 3)",
                "no pipeline: the rules leave no job for this trigger"
                        + " | нет конвейера: правила не оставили ни одного задания для этого события",
                "there is no branch or tag v1 in group/shop | в group/shop нет ветки или тега v1",
                "there is no branch, tag or commit v1 in g/p | в g/p нет ветки, тега или коммита v1",
                "there is no file a.yml in group/ci | в group/ci нет файла a.yml",
                "the value \"moon\" of TARGET is none of its options: a, b"
                        + " | значение «moon» не из тех, что есть у TARGET: a, b",
                "v0.2.0 replaced this request | Запрос заменён: v0.2.0",
                "Rejected by olga: load test: no answer | Отклонено (olga): load test: no answer",
                "the job took longer than 1m30s, its time limit" + " | задание шло дольше своего предела: 1 мин 30 с",
                "Nothing was changed: artifact \"dist\" of job build has expired"
                        + " | Ничего не изменено: срок хранения артефакта «dist» задания build истёк"
            })
    void whatEarlierVersionsKeptIsSaidInRussian(String kept, String said) {
        assertThat(RU.say(kept).replace('\u00a0', ' ')).isEqualTo(said.replace('\u00a0', ' '));
    }

    @Test
    void whatSomebodyElseWroteStays() {
        assertThat(RU.say("connection refused")).isEqualTo("connection refused");
        assertThat(RU.say("")).isEmpty();
        assertThat(RU.say("job ".repeat(2000) + " failed")).startsWith("job job");
    }
}
