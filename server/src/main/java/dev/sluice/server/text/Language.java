package dev.sluice.server.text;

import java.util.Locale;
import java.util.Optional;

/** A language that the pages speak. */
public enum Language {
    EN("en", Locale.ENGLISH),
    RU("ru", Locale.forLanguageTag("ru"));

    private final String code;
    private final Locale locale;

    Language(String code, Locale locale) {
        this.code = code;
        this.locale = locale;
    }

    /** The tag of {@code <html lang>}, of the cookie and of the message file's name. */
    public String code() {
        return code;
    }

    public Locale locale() {
        return locale;
    }

    /** The language with that code, letters' case ignored. */
    public static Optional<Language> of(String code) {
        for (Language language : values()) {
            if (language.code.equalsIgnoreCase(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /**
     * The language for a visitor: the cookie's if it names one, else the first of the browser's list that is spoken
     * here, else English. Weights in the header are ignored: browsers send the list in order.
     *
     * @param cookie value of the language cookie, or empty text
     * @param acceptLanguage the header, or empty text
     */
    public static Language choose(String cookie, String acceptLanguage) {
        Optional<Language> chosen = of(cookie);
        if (chosen.isPresent()) {
            return chosen.get();
        }
        for (String range : acceptLanguage.split(",", 20)) {
            String tag = range.strip().split("[-;]", 2)[0];
            Optional<Language> spoken = of(tag);
            if (spoken.isPresent()) {
                return spoken.get();
            }
        }
        return EN;
    }
}
