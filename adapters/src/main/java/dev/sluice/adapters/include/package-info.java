/** Pipeline files from outside of the repositories: allowed addresses, templates. */
package dev.sluice.adapters.include;
