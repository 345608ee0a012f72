package dev.sluice.server.http;

import dev.sluice.app.access.Permission;

/** Who may call a route. Each route names one; there is no route without. */
public sealed interface Guard {

    /** Everybody, also without log-in; {@code why} says why that is right. */
    record Anyone(String why) implements Guard {}

    /** Every known caller; what he sees is decided thing by thing. */
    record SignedIn() implements Guard {}

    /** Callers with a permission for the installation. */
    record Installation(Permission permission) implements Guard {}

    /**
     * Callers with a permission in the project that the path's parameter {@code project} names, by path or by number.
     * Who may not read the project gets the same answer as for one that does not exist.
     */
    record InProject(Permission permission) implements Guard {}
}
