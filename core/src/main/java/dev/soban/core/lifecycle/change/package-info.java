/** Versions come and go while others serve: loading, unloading, aliases, the models folder. */
package dev.soban.core.lifecycle.change;
