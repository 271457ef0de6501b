/** What server and client share: headers, bodies and the ways in which a body fails. */
package dev.soban.net;
