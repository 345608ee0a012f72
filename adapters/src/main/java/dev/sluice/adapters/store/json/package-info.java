/** JSON by the shape of types: records, sealed interfaces, containers. */
package dev.sluice.adapters.store.json;
