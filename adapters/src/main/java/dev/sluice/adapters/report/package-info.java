/** The formats of reports: JUnit, Cobertura, JaCoCo, CodeClimate, SARIF and GitLab's own. */
package dev.sluice.adapters.report;
