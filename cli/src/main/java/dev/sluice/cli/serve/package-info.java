/** The server as a process: settings, composition, start and stop. */
package dev.sluice.cli.serve;
