/** Runs at set times. */
package dev.sluice.app.schedule;
