/** What tells open pages that something changed. */
package dev.sluice.app.live;
