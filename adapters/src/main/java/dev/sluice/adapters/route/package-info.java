/** The built-in router: sends requests for a host name to the slots behind it. */
package dev.sluice.adapters.route;
