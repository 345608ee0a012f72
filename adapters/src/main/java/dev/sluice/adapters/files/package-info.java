/** Names and writes of files that survive strangers' names and crashes. */
package dev.sluice.adapters.files;
