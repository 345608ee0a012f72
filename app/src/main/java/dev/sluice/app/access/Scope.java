package dev.sluice.app.access;

/** What a token may be used for; a token can never do more than the account that owns it. */
public enum Scope {
    READ,
    WRITE,
    DEPLOY,
    ADMIN
}
