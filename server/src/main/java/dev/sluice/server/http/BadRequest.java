package dev.sluice.server.http;

/** The request cannot be used: an answer with this status, code and sentence. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public BadRequest(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** A thing that is not there, or that the caller may not know of. */
    public static BadRequest notFound(String what) {
        return new BadRequest(404, "not-found", what);
    }
}
