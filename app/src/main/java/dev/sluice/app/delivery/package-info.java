/** Releases, environments and deployments: the use cases, the loop around the rollout engine, and the ports they need. */
package dev.sluice.app.delivery;
