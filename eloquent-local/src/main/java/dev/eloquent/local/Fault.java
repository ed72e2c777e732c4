package dev.eloquent.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One way in which a stand-in misbehaves. Immutable; {@link Faults} say when.
 *
 * <p>{@link #delay}, {@link #truncate} and {@link #trickle} let the service do its work and spoil the answer; all others
 * take the place of the work, so that nothing is stored. Either way, and {@link #after} or not, a request is worked for
 * and counted when it has been read: what a fault holds back is the answer alone, and a client that gives up meanwhile
 * changes nothing.
 */
public sealed interface Fault {
    /** The longest delay or pause, 10 minutes. */
    Duration LONGEST = Duration.ofMinutes(10);

    /**
     * The right answer, later. A client that only closed its sending side still gets it.
     *
     * @param duration up to {@link #LONGEST}
     */
    static Fault delay(Duration duration) {
        return new Delay(duration, Optional.empty());
    }

    /** The connection is reset (TCP RST) once the request has been read. */
    static Fault reset() {
        return new Reset();
    }

    /** The connection is closed (TCP FIN) without an answer. */
    static Fault close() {
        return new Close();
    }

    /** No answer ever; the connection stays open until the client, be it only for sending, or the stand-in closes it. */
    static Fault silence() {
        return new Silence();
    }

    /** The right head, and half of the body that it announces, then the end of the connection. */
    static Fault truncate() {
        return new Truncate();
    }

    /**
     * The right head at once, then the right body byte by byte.
     *
     * @param pause before each byte, up to {@link #LONGEST}
     */
    static Fault trickle(Duration pause) {
        return new Trickle(pause);
    }

    /**
     * An answer with this status, and unless {@link Status#body} says otherwise an error as the service words it.
     *
     * @param status 200 to 599
     */
    static Status status(int status) {
        return new Status(status, Map.of(), Optional.empty());
    }

    /** Status 200 and the right content type, with a body that is neither JSON nor UTF-8. */
    static Fault garbage() {
        return new Garbage();
    }

    /** Bytes that are no HTTP. */
    static Fault notHttp() {
        return new NotHttp();
    }

    /**
     * This fault, later: {@code Fault.status(503).after(Duration.ofSeconds(2))}. Delays of a fault that is delayed already
     * are added.
     *
     * @param duration up to {@link #LONGEST}
     */
    default Fault after(Duration duration) {
        return new Delay(duration, Optional.of(this));
    }

    /**
     * See {@link Fault#delay} and {@link Fault#after}.
     *
     * @param duration how long to wait
     * @param then what comes after; the right answer if nothing does
     */
    record Delay(Duration duration, Optional<Fault> then) implements Fault {
        /** Checks the range. */
        public Delay {
            Objects.requireNonNull(duration, "duration");
            Objects.requireNonNull(then, "then");
            checkRange("delay", duration);
        }
    }

    /** See {@link Fault#reset}. */
    record Reset() implements Fault {}

    /** See {@link Fault#close}. */
    record Close() implements Fault {}

    /** See {@link Fault#silence}. */
    record Silence() implements Fault {}

    /** See {@link Fault#truncate}. */
    record Truncate() implements Fault {}

    /**
     * See {@link Fault#trickle}.
     *
     * @param pause how long to wait before each byte
     */
    record Trickle(Duration pause) implements Fault {
        /** Checks the range. */
        public Trickle {
            Objects.requireNonNull(pause, "pause");
            checkRange("pause", pause);
        }
    }

    /**
     * See {@link Fault#status}.
     *
     * @param status the status code
     * @param headers sent besides Content-Type and Content-Length; may replace the former
     * @param body the body; the service's own wording of an error if there is none
     */
    record Status(int status, Map<String, String> headers, Optional<String> body) implements Fault {
        /** Checks the ranges. */
        public Status {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status must be from 200 to 599, was " + status);
            }
            Objects.requireNonNull(headers, "headers");
            headers.forEach(Status::checkHeader);
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
        }

        /** With one header more, or another value of it. */
        public Status header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return new Status(status, more, body);
        }

        /** With this body instead of the service's own wording. */
        public Status body(String value) {
            return new Status(status, headers, Optional.of(Objects.requireNonNull(value, "value")));
        }

        private static void checkHeader(String name, String value) {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")) {
                throw new IllegalArgumentException("header name must be a token of HTTP, was \"" + name + "\"");
            }
            if (!value.matches("[\\x20-\\x7e\\t]*")) {
                throw new IllegalArgumentException("value of header " + name + " must be printable ASCII in one line");
            }
            if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
                throw new IllegalArgumentException(name + " is the stand-in's to say; for a wrong one use truncate()");
            }
        }
    }

    /** See {@link Fault#garbage}. */
    record Garbage() implements Fault {}

    /** See {@link Fault#notHttp}. */
    record NotHttp() implements Fault {}

    private static void checkRange(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be from PT0S to " + LONGEST + ", was " + value);
        }
    }
}
