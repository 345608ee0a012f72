/** The folders in which jobs run: made, filled, removed. */
package dev.sluice.adapters.runner.workspace;
