/** {@code sluice run}, {@code validate} and {@code list}: reading the file, running it here, showing what happens. */
package dev.sluice.cli.run;
