/** Recorded exchanges with other servers' clients, asked again over a real socket. */
package dev.soban.cli.exchanges;
