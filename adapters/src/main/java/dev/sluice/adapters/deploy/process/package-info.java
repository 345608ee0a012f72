/** Services as processes on this host: started in a session of their own, found again after a restart of the server. */
package dev.sluice.adapters.deploy.process;
