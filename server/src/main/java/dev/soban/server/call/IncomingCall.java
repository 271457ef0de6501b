package dev.soban.server.call;

import dev.soban.core.lifecycle.Served;
import dev.soban.net.server.RequestHead;
import java.lang.foreign.MemorySegment;

/**
 * A request whose model is known and whose body has arrived.
 *
 * @param body valid only while the call is read
 */
public record IncomingCall(RequestHead head, MemorySegment body, Served served) {}
