/** What every port of the store has in common. */
package dev.sluice.app.store;
