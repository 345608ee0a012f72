package dev.sluice.server.page.view;

/**
 * The sign-in form.
 *
 * @param problem why the last try was refused, in the visitor's language, or empty text
 * @param login what was typed
 * @param returnTo page to go to afterwards
 */
public record SignInView(String problem, String login, String returnTo, String postHref) {}
