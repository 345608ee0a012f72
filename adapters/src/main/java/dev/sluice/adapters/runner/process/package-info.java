/** Finding and ending the processes of a job. */
package dev.sluice.adapters.runner.process;
