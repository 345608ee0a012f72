/** Use cases and the ports (interfaces) that they need; transactions; no framework. */
package dev.sluice.app;
