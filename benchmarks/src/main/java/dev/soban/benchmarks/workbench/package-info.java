/** Where scenarios run: server processes, their ports, and what the machine tells of them. */
package dev.soban.benchmarks.workbench;
