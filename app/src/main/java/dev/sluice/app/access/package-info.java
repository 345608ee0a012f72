/** Who may do what: accounts, roles, sessions, tokens. The default is no. */
package dev.sluice.app.access;
