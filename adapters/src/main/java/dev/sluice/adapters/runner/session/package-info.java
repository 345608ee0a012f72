/** What every executor of this machine does the same way: one attempt with its workspace, log, limits and files. */
package dev.sluice.adapters.runner.session;
