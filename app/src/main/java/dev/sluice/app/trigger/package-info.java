/** From a moved ref to a run. */
package dev.sluice.app.trigger;
