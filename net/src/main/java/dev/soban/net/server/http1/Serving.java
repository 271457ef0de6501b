package dev.soban.net.server.http1;

import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.HttpServerConfig;

/** What the connections of one server share. */
public record Serving(
    HttpHandler handler, HttpServerConfig config, Traffic traffic, OpenConnections open) {}
