package dev.sluice.core.model;

/** What came of fetching a pipeline file from outside of the repositories. */
public sealed interface Fetched {

    /**
     * Here it is.
     *
     * @param text decoded as UTF-8, malformed bytes replaced
     * @param sha256 digest of its bytes, in base64
     */
    record Here(String text, String sha256) implements Fetched {}

    /**
     * It is not there, or may not be fetched.
     *
     * @param why completes "FILE cannot be included: ", without a final full stop; holds nothing secret
     * @param hint what to do, or empty text
     */
    record None(String why, String hint) implements Fetched {}
}
