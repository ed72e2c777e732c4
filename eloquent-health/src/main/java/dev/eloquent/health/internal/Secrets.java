package dev.eloquent.health.internal;

import dev.eloquent.health.CheckResult;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a check sends and must not show: servers echo it, and exceptions quote what servers send. Immutable.
 *
 * <p>A part of it counts from {@value #PART} characters on, for a text may hold only the beginning. What is shorter than
 * that is hidden where it stands as a word; anywhere else it would be found by chance.
 */
public final class Secrets {
    private static final int PART = 6;
    private static final Pattern AND = Pattern.compile("[&;]");
    private static final String HIDDEN = "***";

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    /** These values; empty ones are none. */
    public static Secrets of(Collection<String> values) {
        return new Secrets(values.stream().filter(value -> !value.isEmpty()).toList());
    }

    /** The query of a URI as it is sent and as it is meant, whole and by its values. */
    public static Secrets ofQuery(URI uri) {
        if (uri.getRawQuery() == null) {
            return of(List.of());
        }
        return of(Stream.of(uri.getRawQuery(), uri.getQuery())
                .flatMap(query -> Stream.concat(
                        Stream.of(query), AND.splitAsStream(query).map(pair -> pair.substring(pair.indexOf('=') + 1))))
                .toList());
    }

    /** These and more. */
    public Secrets and(Collection<String> more) {
        List<String> all = new ArrayList<>(values);
        all.addAll(more);
        return of(all);
    }

    /** The result with all of them hidden in its private details. */
    public CheckResult hideIn(CheckResult result) {
        CheckResult hidden = result;
        for (Map.Entry<String, String> detail : result.details().entrySet()) {
            hidden = hidden.with(detail.getKey(), hideIn(detail.getValue()));
        }
        return hidden;
    }

    /** The text with all of them hidden; to be called before it is cut. */
    public String hideIn(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = value.length() < PART ? withoutWord(hidden, value) : withoutParts(hidden, value);
        }
        return hidden;
    }

    private static String withoutWord(String text, String value) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(value) + "(?!\\w)")
                .matcher(text)
                .replaceAll(HIDDEN);
    }

    private static String withoutParts(String text, String value) {
        StringBuilder hidden = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int length = lengthOfPart(text, at, value);
            hidden.append(length == 0 ? text.substring(at, at + 1) : HIDDEN);
            at += Math.max(length, 1);
        }
        return hidden.toString();
    }

    /** How long a part of the value the text has there; 0 if it is none worth hiding. */
    private static int lengthOfPart(String text, int at, String value) {
        int length = PART;
        while (at + length <= text.length() && value.contains(text.substring(at, at + length))) {
            length++;
        }
        return length == PART ? 0 : length - 1;
    }
}
