package dev.sluice.server.page;

import java.util.Locale;

/** Light or dark: the visitor's choice, or what his system says. */
public enum Theme {
    SYSTEM,
    LIGHT,
    DARK;

    /** The value of the cookie and of {@code data-theme}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme that a cookie names; anything else is the system's. */
    static Theme of(String code) {
        for (Theme theme : values()) {
            if (theme.code().equals(code)) {
                return theme;
            }
        }
        return SYSTEM;
    }
}
