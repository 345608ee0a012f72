/** {@code sluice demo}: a project of two services on its way from a push to production, on the user's own machine. */
package dev.sluice.cli.demo;
