/** Words for people: messages in English and Russian, plurals, times, durations, sizes. */
package dev.sluice.server.text;
