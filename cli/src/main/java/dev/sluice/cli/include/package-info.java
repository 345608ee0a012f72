/** What pipeline files may include from elsewhere. */
package dev.sluice.cli.include;
