package dev.sluice.server.page.view;

import java.time.Instant;

/** What somebody decided about a deployment. */
public record Decision(String who, boolean approved, Instant at, String comment) {}
