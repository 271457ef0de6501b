package dev.soban.examples.digits;

/** A square grey picture of a digit: 0 is black, 1 is white. */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Picture(int digit, int side, float[] pixels) {}
