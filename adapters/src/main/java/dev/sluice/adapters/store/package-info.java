/** The store: SQLite, plain SQL, JSON for what is never searched. */
package dev.sluice.adapters.store;
