/** Logs of job attempts as append-only files with an index of lines. */
package dev.sluice.adapters.logs;
