/** Locks of one process. */
package dev.sluice.adapters.lock;
