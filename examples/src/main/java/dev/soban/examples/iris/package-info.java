/** The iris model: multinomial logistic regression on the 150 flowers of Fisher's table. */
package dev.soban.examples.iris;
