package dev.soban.server.multipart;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One field of a form.
 *
 * @param contentType null where none is said
 * @param file whether it came with a file's name
 * @param content a part of the body, valid as long as that is
 */
public record Part(
    String name, @Nullable String contentType, boolean file, MemorySegment content) {}
