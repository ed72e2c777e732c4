package dev.eloquent.peers.telemetry;

/** What a receiver does. */
enum Trouble {
    /** Nothing bad. */
    NONE,
    /** Not now: status 503, or nobody listens. */
    UNAVAILABLE,
    /** Never: status 400, or nobody listens. */
    REFUSES,
    /** It takes the connection and does not answer. */
    HANGS
}
