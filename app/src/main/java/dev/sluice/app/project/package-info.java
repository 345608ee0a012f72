/** Projects and their repositories. */
package dev.sluice.app.project;
