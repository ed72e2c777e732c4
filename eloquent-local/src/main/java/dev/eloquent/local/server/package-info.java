/**
 * The HTTP/1.1 server under every stand-in: small, bounded, and able to do to a socket what a fault asks for. A {@link
 * dev.eloquent.local.server.LoopbackServer} accepts, each {@code ClientConnection} reads requests, asks the {@link
 * dev.eloquent.local.server.Service} and lets the {@code FaultScript} spoil the answer. Not exported.
 */
@NullMarked
package dev.eloquent.local.server;

import org.jspecify.annotations.NullMarked;
