/** Job logs as HTML: control sequences, sections, windows. Escapes first, in linear time. */
package dev.sluice.server.log;
