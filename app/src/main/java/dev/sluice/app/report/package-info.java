/** What jobs report beside their outcome: tests, coverage, findings. */
package dev.sluice.app.report;
