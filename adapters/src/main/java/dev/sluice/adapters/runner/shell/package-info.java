/** Jobs as processes of this machine: bash or sh, a process group each, output streamed and masked. */
package dev.sluice.adapters.runner.shell;
