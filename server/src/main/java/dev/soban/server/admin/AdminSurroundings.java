package dev.soban.server.admin;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.time.Ticker;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;

/**
 * What the admin routes stand on.
 *
 * @param ticker the same as the HTTP server's
 */
public record AdminSurroundings(
    LoadedModels models,
    Readiness readiness,
    ServerMetrics metrics,
    RequestIds ids,
    Ticker ticker,
    Access access,
    Changes changes,
    Prewarming prewarming) {}
