/** What maintainers settle for a project. */
package dev.sluice.app.settings;
