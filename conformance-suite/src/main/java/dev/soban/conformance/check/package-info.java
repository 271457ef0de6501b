/** What a check is, and how a list of them is tried on a server. */
package dev.soban.conformance.check;
