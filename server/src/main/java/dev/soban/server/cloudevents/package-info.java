/**
 * CloudEvents 1.0 over HTTP: requests that come as events are answered with events, of the same
 * mode.
 */
package dev.soban.server.cloudevents;
