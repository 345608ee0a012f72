/** The HTTP kernel: route table, guards, requests and answers, the server itself. */
package dev.sluice.server.http;
