package dev.soban.server.http;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import dev.soban.server.transport.TransportObserver;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What the inference routes stand on.
 *
 * @param ticker the same as the HTTP server's
 * @param access decides who may ask
 * @param changes for loading and unloading over the protocol; empty when that is not offered
 * @param codecs bounded; decodes and encodes what is too large for event loops, and may refuse
 */
public record HttpSurroundings(
    LoadedModels models,
    TensorPool memory,
    Ticker ticker,
    Executor codecs,
    Readiness readiness,
    RequestIds ids,
    TransportObserver observer,
    Access access,
    Optional<Changes> changes) {}
