/**
 * Git, by the git command alone: arguments as lists, a cleaned environment, bounded output, a time limit. What can be
 * read from a few small files ({@code HEAD}, refs, one loose commit) is read directly where that saves a process.
 */
package dev.sluice.adapters.git;
