package dev.eloquent.ratelimit.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads an address as proxies write it, and nothing else: {@code 192.0.2.1}, {@code 2001:db8::1}, {@code ::ffff:192.0.2.1},
 * {@code [2001:db8::1]}, and the first and the last with a port. The JDK's own parser also takes names, which it would look
 * up, and numbers such as {@code 0300.1}, of which two programs have two opinions.
 */
final class AddressReader {
    private static final int NONE = -1;

    private final String text;
    private final int end;
    private int at;

    private AddressReader(String text, int from, int end) {
        this.text = text;
        this.at = from;
        this.end = end;
    }

    /** The address in this part of the text, which may have blanks and tabs around; null if it is anything else. */
    static @Nullable Address read(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return new AddressReader(text, start, end).entry();
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    private @Nullable Address entry() {
        if (next('[')) {
            int close = text.indexOf(']', at);
            if (close < 0 || close >= end) {
                return null;
            }
            @Nullable Address address = new AddressReader(text, at, close).ipv6();
            at = close + 1;
            return isPortOrEnd() ? address : null;
        }
        if (isColonFirst()) {
            return ipv6();
        }
        long bits = ipv4();
        return bits == NONE || !isPortOrEnd() ? null : Address.ofIpv4((int) bits);
    }

    /** As opposed to a dot, after which a colon is that of a port. */
    private boolean isColonFirst() {
        for (int i = at; i < end && text.charAt(i) != '.'; i++) {
            if (text.charAt(i) == ':') {
                return true;
            }
        }
        return false;
    }

    private boolean next(char wanted) {
        if (at < end && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private boolean isPortOrEnd() {
        if (at == end) {
            return true;
        }
        return next(':') && decimal(5, 65_535) > 0 && at == end;
    }

    /** 32 bits, or {@link #NONE}. */
    private long ipv4() {
        long bits = 0;
        for (int i = 0; i < 4; i++) {
            int part = i == 0 || next('.') ? decimal(3, 255) : NONE;
            if (part == NONE) {
                return NONE;
            }
            bits = bits << 8 | part;
        }
        return bits;
    }

    /** Only ASCII digits, and no zero before others: that would be octal to some. */
    private int decimal(int mostDigits, int most) {
        int start = at;
        int number = 0;
        while (at < end && at - start < mostDigits && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            number = number * 10 + text.charAt(at++) - '0';
        }
        boolean isOctal = at - start > 1 && text.charAt(start) == '0';
        return at == start || isOctal || number > most ? NONE : number;
    }

    private @Nullable Address ipv6() {
        Ipv6Groups groups = new Ipv6Groups();
        if (next(':') && !(next(':') && groups.gap())) {
            return null;
        }
        while (at < end) {
            int start = at;
            int group = hexadecimal();
            if (at < end && text.charAt(at) == '.') {
                at = start;
                long bits = ipv4();
                return bits != NONE && at == end && groups.add((int) bits >>> 16) && groups.add((int) bits & 0xffff)
                        ? groups.address()
                        : null;
            }
            if (group == NONE || !groups.add(group)) {
                return null;
            }
            if (at == end) {
                break;
            }
            if (!next(':') || at == end || (next(':') && !groups.gap())) {
                return null;
            }
        }
        return groups.address();
    }

    private int hexadecimal() {
        int start = at;
        int number = 0;
        while (at < end && at - start < 4) {
            int digit = "0123456789abcdef".indexOf(lowerCase(text.charAt(at)));
            if (digit < 0) {
                break;
            }
            number = number << 4 | digit;
            at++;
        }
        return at == start ? NONE : number;
    }

    private static char lowerCase(char character) {
        return character >= 'A' && character <= 'F' ? (char) (character + 'a' - 'A') : character;
    }
}
