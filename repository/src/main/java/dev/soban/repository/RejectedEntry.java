package dev.soban.repository;

import org.jspecify.annotations.Nullable;

/**
 * Something in the repository that looks like a model and cannot be served.
 *
 * @param name the folder's or file's name, which need not be valid
 * @param version null when the whole model is refused
 * @param reason what is wrong and what would be right; a line per problem
 */
public record RejectedEntry(String name, @Nullable String version, String reason) {}
