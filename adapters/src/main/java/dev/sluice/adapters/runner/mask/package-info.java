/** Keeps secrets out of logs. */
package dev.sluice.adapters.runner.mask;
