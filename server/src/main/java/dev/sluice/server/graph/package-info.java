/** The graph of a run's jobs: layers, order, edges, as plain numbers for an SVG. */
package dev.sluice.server.graph;
