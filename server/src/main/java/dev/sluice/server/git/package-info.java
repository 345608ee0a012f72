/** The git host: smart HTTP, served by git itself. */
package dev.sluice.server.git;
