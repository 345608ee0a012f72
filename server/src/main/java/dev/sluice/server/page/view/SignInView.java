package dev.sluice.server.page.view;

/**
 * The sign-in form.
 *
 * @param failed the last try was refused
 * @param login what was typed
 * @param returnTo page to go to afterwards
 */
public record SignInView(boolean failed, String login, String returnTo, String postHref) {}
