package dev.soban.server.http;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.util.concurrent.Executor;

/**
 * What the inference routes stand on.
 *
 * @param ticker the same as the HTTP server's
 * @param codecs bounded; decodes and encodes what is too large for event loops, and may refuse
 */
public record HttpSurroundings(
    LoadedModels models,
    TensorPool memory,
    Ticker ticker,
    Executor codecs,
    Readiness readiness,
    RequestIds ids,
    TransportObserver observer) {}
