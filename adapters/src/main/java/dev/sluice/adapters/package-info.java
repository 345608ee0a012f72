/** What implements the ports of {@code app}: store, git, runner, deploy, route. */
package dev.sluice.adapters;
