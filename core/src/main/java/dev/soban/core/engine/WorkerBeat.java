package dev.soban.core.engine;

/**
 * A sign of life of one compute thread.
 *
 * @param busy whether it is in a turn now
 * @param beaten whether it has begun a batch at all
 * @param atNanos ticker reading when it last began or ended a batch; 0 when it never did
 */
public record WorkerBeat(String thread, boolean busy, boolean beaten, long atNanos) {}
