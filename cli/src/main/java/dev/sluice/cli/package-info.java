/** The command and the one composition root. */
package dev.sluice.cli;
