package dev.sluice.server.page.view;

/**
 * A request that was not answered as wished.
 *
 * @param title what, in the visitor's language
 * @param sentence why and what to do
 */
public record ErrorView(int status, String title, String sentence, Link next) {}
