/** The event stream. */
package dev.sluice.server.live;
