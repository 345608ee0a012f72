/** The command and the one composition root. A new command is a class here and a line in {@link CommandTable}. */
package dev.sluice.cli;
