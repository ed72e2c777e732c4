package dev.eloquent.ratelimit.http;

import java.util.Objects;

/** Whose request it is, or why that cannot be told. */
public sealed interface RequestKey {
    /**
     * It is told.
     *
     * @param key the client's address, a token's subject, or whatever requests are counted by
     */
    record Known(String key) implements RequestKey {
        /** It may be empty, but not null. */
        public Known {
            Objects.requireNonNull(key, "key");
        }

        /** Without the key, which may be somebody's address. */
        @Override
        public String toString() {
            return "known";
        }
    }

    /**
     * It cannot be told without a guess, so the request is refused.
     *
     * @param reason a code such as {@code missing_hop}, of lower-case letters and underscores, for metrics and the answer;
     *     never what the client has sent
     */
    record Refused(String reason) implements RequestKey {
        /** It may not be null. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
