/** Commands that talk to a server over its API. */
package dev.sluice.cli.remote;
