/** Benchmarks; never part of the product. */
package dev.sluice.bench;
