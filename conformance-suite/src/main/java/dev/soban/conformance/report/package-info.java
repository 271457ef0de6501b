/** Results for people, for programs and for the documentation. */
package dev.soban.conformance.report;
