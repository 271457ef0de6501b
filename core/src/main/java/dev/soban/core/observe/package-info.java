/** Behaviour: what happened to requests, counted. */
package dev.soban.core.observe;
