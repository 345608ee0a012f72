/** The options that say where jobs run, for the commands that have a runner. */
package dev.sluice.cli.containers;
