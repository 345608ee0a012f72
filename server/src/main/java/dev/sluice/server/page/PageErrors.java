package dev.sluice.server.page;

import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.ErrorView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Status;
import java.util.List;
import java.util.Optional;

/** What a visitor sees where a page cannot be shown. */
final class PageErrors {
    /** The sentence before one in English. */
    private static final String UNUSABLE = "error.unusable";

    private PageErrors() {}

    /**
     * A page for a status of 400 or more.
     *
     * @param code what was wrong, as programs are told
     * @param detail one sentence of the part that refused: of a page in the visitor's language, else in English, which is shown
     *     as such behind a sentence of ours
     * @param role that the visitor lacks, or empty text
     */
    static Response render(Visit visit, int status, String code, String detail, String role) {
        String title =
                switch (status) {
                    case 404 -> visit.text("error.notFound");
                    case 401, 403 -> visit.text("error.forbidden");
                    case 500, 503 -> visit.text("error.broken");
                    default -> visit.text("error.refused");
                };
        String sentence = sentence(visit, code, detail, role);
        return page(visit, status, title, sentence, sentence.equals(visit.text(UNUSABLE)) ? detail : "", "/");
    }

    private static String sentence(Visit visit, String code, String detail, String role) {
        return switch (code) {
            case "cross-site" -> visit.text("error.crossSite");
            case "store-unavailable" -> visit.text("error.store");
            case "internal-error" -> visit.text("error.event", "id", detail.substring(detail.lastIndexOf(' ') + 1));
            case "forbidden" ->
                role.isEmpty()
                        ? visit.text(detail.equals(visit.text("error.forbidden")) ? "error.forbidden" : UNUSABLE)
                        : visit.text("error.role", "role", role);
            // Pages say themselves what is not there; the sentences of the layer below are for programs.
            case "not-found" -> detail.startsWith("there is no") ? visit.text("error.notFoundHow") : detail;
            case "not-started" -> detail;
            default -> visit.text(detail.isEmpty() ? "error.notFoundHow" : UNUSABLE);
        };
    }

    /** An action that was not possible, with the way back. */
    static Response refused(Visit visit, String why, String back) {
        return page(visit, 409, visit.text("error.refused"), why, "", back);
    }

    private static Response page(Visit visit, int status, String title, String sentence, String english, String back) {
        Frame frame = visit.frame(
                title,
                Frame.Section.NONE,
                Optional.of(Status.FAILED),
                List.of(new Link(visit.text("shell.projects"), "/")),
                List.of());
        String label = visit.text(back.equals("/") ? "error.home" : "error.back");
        return visit.page(
                status,
                "page/error.jte",
                frame,
                new ErrorView(status, title, sentence, english, new Link(label, back)));
    }
}
