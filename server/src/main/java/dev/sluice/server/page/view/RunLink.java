package dev.sluice.server.page.view;

/**
 * The way to another run.
 *
 * @param words what it is to this one, with its number
 */
public record RunLink(String words, String href) {}
