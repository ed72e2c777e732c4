package dev.eloquent.ratelimit.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@code X-Forwarded-For}, of all its lines in their order, counted from the right: what trusted hops have
 * appended is there, whatever the client has sent before. Only that much is read.
 */
final class ForwardedFor {
    static final String NAME = "X-Forwarded-For";
    static final int MOST_CHARACTERS = 8_192;
    static final int MOST_ENTRIES = 100;

    private final List<String> lines;
    private final int size;

    ForwardedFor(@Nullable List<String> lines) {
        this.lines = lines == null ? List.of() : lines;
        this.size = count(this.lines);
    }

    /** Stops at what is too large already, so that a long header costs no more than one at the limit. */
    private static int count(List<String> lines) {
        int characters = 0;
        int entries = 0;
        for (String line : lines) {
            if (line.length() > MOST_CHARACTERS - characters) {
                return Integer.MAX_VALUE;
            }
            characters += line.length();
            for (int comma = -1; (comma = line.indexOf(',', comma + 1)) >= 0; ) {
                entries++;
            }
            if (++entries > MOST_ENTRIES) {
                return Integer.MAX_VALUE;
            }
        }
        return entries;
    }

    boolean isTooLarge() {
        return size > MOST_ENTRIES;
    }

    /** Empty ones, too: to leave them out would move the count. */
    int size() {
        return size;
    }

    /**
     * The n-th entry from the right, if it and all that follow are addresses; otherwise null. A hop writes the address of
     * its peer; if one of them has written something else, it is not the hop that we were told of.
     *
     * @param n 1 to {@link #size}
     */
    @Nullable
    Address fromTheRight(int n) {
        int left = n;
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i);
            for (int end = line.length(); end >= 0; ) {
                int comma = line.lastIndexOf(',', end - 1);
                @Nullable Address address = AddressReader.read(line, comma + 1, end);
                if (address == null || --left == 0) {
                    return address;
                }
                end = comma;
            }
        }
        throw new IllegalArgumentException("of " + size + " entries the one numbered " + n + " is wanted");
    }
}
