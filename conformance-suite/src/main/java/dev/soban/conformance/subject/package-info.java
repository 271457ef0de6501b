/** The server under test: how to ask it, its models, and requests that they take. */
package dev.soban.conformance.subject;
