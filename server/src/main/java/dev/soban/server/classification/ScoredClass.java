package dev.soban.server.classification;

/**
 * A class and how likely it is.
 *
 * @param label empty when the class has a number only
 */
public record ScoredClass(int index, float score, String label) {}
