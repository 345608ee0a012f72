/** The process's output: terminal or not, colours, width, text that is safe to show. */
package dev.sluice.cli.term;
