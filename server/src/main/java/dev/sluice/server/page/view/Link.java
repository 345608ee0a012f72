package dev.sluice.server.page.view;

/** A place to go to. */
public record Link(String text, String href) {}
