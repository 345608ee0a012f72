package dev.sluice.server.page.view;

/**
 * A request that was not answered as wished.
 *
 * @param title what, in the visitor's language
 * @param sentence why and what to do
 * @param english what the part that refused said, in English; empty text where the sentence says it all
 */
public record ErrorView(int status, String title, String sentence, String english, Link next) {}
