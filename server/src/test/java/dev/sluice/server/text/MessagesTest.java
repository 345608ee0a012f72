package dev.sluice.server.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Messages EN = Messages.of(Language.EN);
    private static final Messages RU = Messages.of(Language.RU);
    private static final Path MAIN = Path.of("src/main");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(RU.keys()).isEqualTo(EN.keys());
    }

    @Test
    void bothLanguagesWantTheSameValues() {
        for (String key : EN.keys()) {
            assertThat(RU.pattern(key).names())
                    .as(key)
                    .isEqualTo(EN.pattern(key).names());
        }
    }

    @Test
    void russianPluralsAreComplete() {
        for (String key : RU.keys()) {
            Set<Plural> forms = RU.pattern(key).forms();
            assertThat(forms.isEmpty() || forms.size() == Plural.values().length)
                    .as(key + " has " + forms)
                    .isTrue();
        }
    }

    @Test
    void everyKeyIsUsedAndEveryUsedKeyExists() throws IOException {
        String sources = sources();
        Set<String> unused = new TreeSet<>(EN.keys());
        unused.removeIf(key -> sources.contains("\"" + key + "\""));
        assertThat(unused).as("texts that no page uses").isEmpty();

        Matcher calls =
                Pattern.compile("(?:\\bt|\\btext)\\(\\s*\"([A-Za-z.]+)\"").matcher(sources);
        Set<String> missing = new TreeSet<>();
        while (calls.find()) {
            if (!EN.keys().contains(calls.group(1))) {
                missing.add(calls.group(1));
            }
        }
        assertThat(missing).as("texts that are wanted and not there").isEmpty();
    }

    @Test
    void templatesHoldNoText() throws IOException {
        for (Path template : files(MAIN.resolve("jte"), ".jte")) {
            String text = Files.readString(template)
                    .replaceAll("(?s)<%--.*?--%>", "")
                    .replaceAll("(?m)^@(import|param).*$", "")
                    .replaceAll("(?m)^!\\{.*}$", "");
            String visible = withoutCode(text)
                    .replaceAll("(?s)<[^>]*>", " ")
                    .replaceAll("[^\\p{L}]+", " ")
                    .strip();
            assertThat(visible.replaceAll("\\b(a|g|p|e|j|k|u|f|n|N|l|w|r|Ctrl|K)\\b", "")
                            .strip())
                    .as("words in " + template)
                    .isEmpty();
        }
    }

    /** Takes expressions, calls and control words out of a template. */
    private static String withoutCode(String template) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            if ((c == '$' || c == '!') && template.startsWith("{", i + 1) || template.startsWith("$unsafe{", i)) {
                i = closing(template, template.indexOf('{', i), '{', '}');
            } else if (c == '@') {
                Matcher word = Pattern.compile("@(template[\\w.]*|if|elseif|for|else|endif|endfor)\\b")
                        .matcher(template);
                if (word.find(i) && word.start() == i) {
                    boolean call = word.end() < template.length() && template.charAt(word.end()) == '(';
                    i = call ? callEnd(template, word.end(), out) : word.end();
                } else {
                    i++;
                }
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    /** Where a call ends; templates handed over between {@code @`} and {@code `} are looked at, too. */
    private static int callEnd(String template, int open, StringBuilder out) {
        int end = closing(template, open, '(', ')');
        String call = template.substring(open, end);
        int from = call.indexOf("@`");
        if (from >= 0) {
            out.append(withoutCode(call.substring(from + 2, call.lastIndexOf('`'))));
        }
        return end;
    }

    private static int closing(String text, int open, char opens, char closes) {
        int depth = 0;
        boolean quoted = false;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && text.charAt(i - 1) != '\\' && depth > 0 && opens == '{') {
                quoted = !quoted;
            } else if (!quoted && c == opens) {
                depth++;
            } else if (!quoted && c == closes && --depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    @Test
    void numbersArePutIntoTheirForms() {
        assertThat(EN.text("log.lines", "n", 1)).isEqualTo("1 line");
        assertThat(EN.text("log.lines", "n", 1922)).isEqualTo("1,922 lines");
        assertThat(RU.text("log.lines", "n", 1)).isEqualTo("1 строка");
        assertThat(RU.text("log.lines", "n", 3)).isEqualTo("3 строки");
        assertThat(RU.text("log.lines", "n", 11)).isEqualTo("11 строк");
        assertThat(RU.text("log.lines", "n", 1922)).isEqualTo("1\u00a0922 строки");
    }

    @Test
    void valuesAreNotReadAsPatterns() {
        assertThat(EN.text("reason.needs", "jobs", "{n, plural, other {x}}"))
                .isEqualTo("Waiting for {n, plural, other {x}}.");
    }

    @Test
    void aMissingValueIsABug() {
        assertThatIllegalArgumentException().isThrownBy(() -> EN.text("reason.needs"));
    }

    @Test
    void theLanguageIsTheCookiesElseTheBrowsers() {
        assertThat(Language.choose("ru", "en")).isEqualTo(Language.RU);
        assertThat(Language.choose("", "de-DE,de;q=0.9,ru-RU;q=0.8,en;q=0.7")).isEqualTo(Language.RU);
        assertThat(Language.choose("xx", "")).isEqualTo(Language.EN);
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String part : List.of("page", "text", "log")) {
            for (Path file : files(MAIN.resolve("java/dev/sluice/server").resolve(part), ".java")) {
                all.append(Files.readString(file));
            }
        }
        for (Path file : files(MAIN.resolve("jte"), ".jte")) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(ending)).sorted().toList();
        }
    }
}
