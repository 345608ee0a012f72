/** The model, the engine and the rollout: records, sealed types and pure functions. No I/O, clock, threads or randomness. */
package dev.sluice.core;
