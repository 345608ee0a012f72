/** How long runs, logs, artifacts and the audit record are kept. */
package dev.sluice.app.retention;
