/** The append-only record of who did what. */
package dev.sluice.app.audit;
