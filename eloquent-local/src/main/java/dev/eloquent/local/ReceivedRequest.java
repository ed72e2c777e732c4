package dev.eloquent.local;

import java.time.Duration;

/**
 * One request that a stand-in received.
 *
 * @param at when its head had been read, since the stand-in started
 * @param method such as POST
 * @param path without query
 * @param status of the answer, whether or not it was late, cut short, or had a client left to hear it; 0 if a fault let
 *     nothing be answered
 */
public record ReceivedRequest(Duration at, String method, String path, int status) {}
