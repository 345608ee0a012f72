/** What the path patterns of all vendors have in common. */
package dev.sluice.core.glob;
