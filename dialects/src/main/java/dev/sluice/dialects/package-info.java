/** Pure functions from pipeline files to the model of {@code core}, keeping source positions. */
package dev.sluice.dialects;
