/** What is in memory: versions and their states, and the leases of those who use them. */
package dev.soban.core.lifecycle;
