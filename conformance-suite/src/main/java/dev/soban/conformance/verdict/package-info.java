/** What came of trying a server: met, not met, not applicable, and what was said meanwhile. */
package dev.soban.conformance.verdict;
