/** Versions of models: loading, checking, answering, leaving. */
package dev.soban.core.lifecycle;
