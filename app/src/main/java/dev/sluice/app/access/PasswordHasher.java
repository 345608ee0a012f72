package dev.sluice.app.access;

/** Makes and checks slow, salted hashes of passwords. Safe for many threads; each call takes some 50 ms of a core. */
public interface PasswordHasher {

    /** A text that holds the method, its parameters, the salt and the hash. */
    String hash(char[] password);

    /** Whether the password belongs to the stored text, in constant time for equal parameters. */
    boolean matches(char[] password, String stored);
}
