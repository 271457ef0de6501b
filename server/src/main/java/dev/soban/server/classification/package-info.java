/** The best classes of an output that holds scores. */
package dev.soban.server.classification;
