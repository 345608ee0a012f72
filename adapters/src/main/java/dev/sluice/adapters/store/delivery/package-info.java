/** Releases, environments and deployments in the database. */
package dev.sluice.adapters.store.delivery;
