/** Whether a version that serves still answers, and how to find out. */
package dev.soban.core.lifecycle.readiness;
