/** What the operating system tells of processes, for jobs and services alike. */
package dev.sluice.adapters.process;
