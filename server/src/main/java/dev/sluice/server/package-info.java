/** The edge: parses a request, calls {@code app}, renders. */
package dev.sluice.server;
