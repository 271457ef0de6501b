package dev.soban.conformance.check;

/**
 * One requirement and how to try it.
 *
 * @param id never used again for another requirement
 * @param states the requirement in a sentence
 * @param source where it stands
 */
public record Check(
    String id, Level level, Section section, String states, String source, Trial trial) {}
