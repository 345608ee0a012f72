/** Jobs in containers of a Docker or Podman engine; the files stay with Sluice, no helper image is needed. */
package dev.sluice.adapters.runner.docker;
