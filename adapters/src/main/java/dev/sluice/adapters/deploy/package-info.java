/** Where services run, and how it is found out whether they are well. */
package dev.sluice.adapters.deploy;
