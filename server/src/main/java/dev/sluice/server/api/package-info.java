/** The API for programs: JSON over HTTP. */
package dev.sluice.server.api;
