/**
 * A small neural network for one picture at a time. Sums run in a fixed order on one thread and
 * only strict functions are used, so that training gives the same weights on every machine.
 */
package dev.soban.examples.network;
