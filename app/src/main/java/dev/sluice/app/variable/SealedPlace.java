package dev.sluice.app.variable;

/** Names what a sealed value belongs to, so that a row that was copied elsewhere cannot be opened. */
final class SealedPlace {
    private SealedPlace() {}

    static String of(long project, Variable variable) {
        return "variable/" + project + "/" + variable.key() + "/" + variable.scope();
    }
}
