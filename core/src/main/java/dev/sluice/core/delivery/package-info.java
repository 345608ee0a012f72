/** How a commit gets to production: releases, environments, deployments, and the rollout's state machine. Pure. */
package dev.sluice.core.delivery;
