/** Running jobs on this machine. */
package dev.sluice.adapters.runner;
