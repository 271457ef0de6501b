/** The protocol over HTTP: requests that are right or wrong on purpose, answers read strictly. */
package dev.soban.conformance.rest;
