/** All checks. */
package dev.soban.conformance.catalog;
