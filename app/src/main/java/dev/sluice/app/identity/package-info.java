/** Tokens that say who a job is. */
package dev.sluice.app.identity;
