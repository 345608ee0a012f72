/** Keys of the server's own, in files beside its database. */
package dev.sluice.adapters.secrets;
