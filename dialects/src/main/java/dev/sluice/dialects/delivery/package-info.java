/** Reads {@code sluice.yml}, the file that says how a commit gets to production. */
package dev.sluice.dialects.delivery;
