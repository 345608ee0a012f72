/** Artifacts and caches: a content-addressed store of files and a manifest for each artifact. */
package dev.sluice.adapters.artifacts;
