package dev.sluice.server.http;

/** Draws errors for browsers. */
@FunctionalInterface
public interface ErrorPages {

    /**
     * A page for a status of 400 or more.
     *
     * @param code stable word, e.g. {@code not-found}
     * @param detail one sentence for people
     * @param role that the visitor lacks, or empty text
     */
    Response render(Request request, int status, String code, String detail, String role);

    /** Plain text, for a server without pages. */
    static ErrorPages plain() {
        return (_, status, _, detail, _) -> Response.text(status, Statuses.title(status) + ": " + detail + "\n");
    }
}
