package dev.soban.server.predictionlog;

import java.nio.file.Path;

/**
 * When a file of lines is put aside, and how many of them stay.
 *
 * @param folder made when it is missing
 * @param maxFileBytes a file is put aside before it grows beyond this
 * @param keepFiles how many that were put aside stay; the oldest go first
 * @param daily whether a new day, in UTC, begins a new file
 */
public record FileTurnover(Path folder, long maxFileBytes, int keepFiles, boolean daily) {}
