/** The pages: views (what a screen shows), their templates' renderer, and the handlers that fill them. */
package dev.sluice.server.page;
