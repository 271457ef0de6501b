/** The checks over HTTP, a table for each section. */
package dev.soban.conformance.catalog.rest;
