/** What each screen shows, as immutable records: no queries, no HTML, words only where they come from users. */
package dev.sluice.server.page.view;
