package dev.soban.core.schedule.line;

/** Rows of one request that run in one batch: {@code count} of them, beginning at {@code from}. */
public record Slice<T>(Waiting<T> waiting, long from, long count) {}
