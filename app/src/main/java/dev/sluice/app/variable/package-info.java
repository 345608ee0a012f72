/** Variables that projects keep outside of their files. */
package dev.sluice.app.variable;
