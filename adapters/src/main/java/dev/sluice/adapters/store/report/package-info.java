/** What was read of reports, in the database. */
package dev.sluice.adapters.store.report;
