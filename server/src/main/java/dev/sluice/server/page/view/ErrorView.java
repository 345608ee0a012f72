package dev.sluice.server.page.view;

/**
 * A request that was not answered as wished.
 *
 * @param title what, in the visitor's language
 * @param sentence why and what to do
 * @param code to quote when asking for help, or empty text
 */
public record ErrorView(int status, String title, String sentence, String code, Link next) {}
