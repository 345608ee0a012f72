/** What releases are made of: the repository's commits and tags, the folders their services are started from. */
package dev.sluice.adapters.deploy.release;
