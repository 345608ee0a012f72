/** Reads arguments: typed options, help, suggestions, shell completion. Knows no command by name. */
package dev.sluice.cli.args;
