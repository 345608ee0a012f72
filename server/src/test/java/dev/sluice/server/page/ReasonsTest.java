package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.page.view.Reason;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {
    private static final Duration TWELVE = Duration.ofMinutes(12);

    static Stream<Arguments> sentences() {
        return Stream.of(
                row(new Reason.Needs(List.of("a", "b")), "Waiting for a, b.", "Ожидает: a, b."),
                row(
                        new Reason.NeedFailed(List.of("a")),
                        "Will not start: a failed. Re-run it or mark it allowed to fail.",
                        "Не запустится: ошибка в a. Перезапустите его или разрешите ему падать."),
                row(
                        new Reason.NoRunner(TWELVE, "sluice agent"),
                        "Queued 12 min: no runner is online. Start one: sluice agent.",
                        "В очереди 12 мин: нет раннеров в сети. Запустите раннер: sluice agent."),
                row(
                        new Reason.NoLabel(TWELVE, "gpu"),
                        "Queued 12 min: no online runner has label \"gpu\".",
                        "В очереди 12 мин: нет раннера с меткой «gpu»."),
                row(
                        new Reason.Busy(TWELVE, 2, 3, Optional.of(Duration.ofMinutes(4))),
                        "Queued 12 min: 2 matching runners are busy. Position 3, about 4 min.",
                        "В очереди 12 мин: подходящие раннеры заняты (2). Место 3, примерно 4 мин."),
                row(
                        new Reason.Concurrency("deploy", 1180),
                        "Queued: only one run of group \"deploy\" at a time; run 1180 is going.",
                        "В очереди: в группе «deploy» запуски идут по одному; сейчас идёт запуск 1180."),
                row(
                        new Reason.Approval(List.of("olga", "anna")),
                        "Needs approval by olga, anna.",
                        "Нужно одобрение: olga, anna."),
                row(
                        new Reason.OwnRun(),
                        "You started this run; someone else must approve.",
                        "Вы начали этот запуск, поэтому одобрить должен кто-то другой."),
                row(
                        new Reason.Observation(TWELVE, "staging"),
                        "Promotion possible in 12 min: staging is being observed.",
                        "Продвижение возможно через 12 мин: идёт наблюдение за staging."),
                row(
                        new Reason.Freeze("production", "Mon 08:00", "release freeze"),
                        "production is frozen until Mon 08:00: release freeze.",
                        "Окружение production заморожено до Mon 08:00: release freeze."),
                row(
                        new Reason.Timeout(Duration.ofHours(1), "build"),
                        "Stopped after 1 h: the limit of job \"build\". Setting: timeout.",
                        "Остановлено через 1 ч: предел задания «build». Настройка: timeout."),
                row(
                        new Reason.RunnerLost("lin-3", 1, 3),
                        "Runner lin-3 stopped answering; the job was started again (1 of 3).",
                        "Раннер lin-3 не отвечает; задание запущено снова (1 из 3)."),
                row(
                        new Reason.HandedBack("lin-3"),
                        "Runner lin-3 was stopped; the job was started again. No retry was used up.",
                        "Раннер lin-3 был остановлен; задание запущено снова. Попытки из retry не израсходованы."),
                row(
                        new Reason.Stopping("anna"),
                        "Canceled by anna: it is ending, with its after_script if it has one.",
                        "Отменено: anna. Завершается, вместе с after_script, если он есть."),
                row(
                        new Reason.RolledBack("v41", "error rate", "3.1 %", "1 %"),
                        "Rolled back to v41: error rate 3.1 % > 1 %.",
                        "Откат на v41: error rate 3.1 % > 1 %."));
    }

    private static Arguments row(Reason reason, String english, String russian) {
        return Arguments.of(reason, english, russian);
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void eachReasonHasItsSentence(Reason reason, String english, String russian) {
        assertThat(sentence(reason, Language.EN)).isEqualTo(english);
        assertThat(sentence(reason, Language.RU)).isEqualTo(russian);
    }

    private static String sentence(Reason reason, Language language) {
        Messages messages = Messages.of(language);
        Moments moments = new Moments(messages, ZoneOffset.UTC, Instant.EPOCH);
        return Reasons.sentence(reason, messages, moments).replace('\u00a0', ' ');
    }
}
