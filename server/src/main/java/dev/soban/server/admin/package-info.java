/** The admin port: metrics, health, what is loaded. */
package dev.soban.server.admin;
