package dev.eloquent.health.http;

import dev.eloquent.health.HealthStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A page that is being written. What is not markup of ours goes through {@link #text}. */
final class Html {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final StringBuilder page = new StringBuilder(16_384);
    private final Instant now;

    /** @param now what times are told against */
    Html(Instant now) {
        this.now = now;
    }

    /** Markup as it is; never anything that came from elsewhere. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Text between tags or in a quoted attribute. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c);
            }
        }
        return this;
    }

    /** A shape of its own for each status, for those who do not see its colour; says nothing to a screen reader. */
    Html shape(HealthStatus status) {
        return raw("<svg class=\"shape\" aria-hidden=\"true\"><use href=\"#")
                .raw(status.wireName())
                .raw("\"/></svg>");
    }

    /** Shape and word. */
    Html pill(HealthStatus status) {
        return raw("<span class=\"pill ")
                .raw(status.wireName())
                .raw("\">")
                .shape(status)
                .raw(word(status))
                .raw("</span>");
    }

    Html code(String word) {
        return word.isEmpty() ? this : raw("<code>").text(word).raw("</code>");
    }

    /**
     * Begins a section with a table. Its roles are written out, for some browsers forget them when a style sheet makes
     * cards of the rows.
     */
    Html table(String title, String... columns) {
        String id = title.replace(" ", "-");
        raw("<section aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + title + "</h2>\n");
        raw("<table role=\"table\" aria-labelledby=\"" + id + "\"><thead role=\"rowgroup\"><tr role=\"row\">");
        for (String column : columns) {
            raw("<th role=\"columnheader\" scope=\"col\">" + column + "</th>");
        }
        return raw("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    }

    Html row(String name) {
        return raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                .text(name)
                .raw("</th>");
    }

    /** @param label what stands above the cell where there is no head; empty for none */
    Html cell(String label, String style, Runnable content) {
        raw("<td role=\"cell\"" + attribute("data-label", label) + attribute("class", style) + ">");
        content.run();
        return raw("</td>");
    }

    private static String attribute(String name, String value) {
        return value.isEmpty() ? "" : " " + name + "=\"" + value + "\"";
    }

    Html endRow() {
        return raw("</tr>\n");
    }

    Html endTable() {
        return raw("</tbody></table></section>\n");
    }

    /** The time of day in UTC, with the date if that is another one, quietly. */
    Html time(String before, Instant at, String after) {
        var utc = at.atOffset(ZoneOffset.UTC);
        boolean today = utc.toLocalDate().equals(now.atOffset(ZoneOffset.UTC).toLocalDate());
        return raw(before)
                .raw("<time class=\"quiet small\" datetime=\"" + HealthJson.time(at) + "\">")
                .raw((today ? TIME : DAY).format(utc))
                .raw("</time>")
                .raw(after);
    }

    /** How long it has been. */
    Html age(Instant at) {
        Duration age = Duration.between(at, now);
        return raw(age.toDays() >= 2 ? age.toDays() + " days" : rough(age.isNegative() ? Duration.ZERO : age));
    }

    static String word(HealthStatus status) {
        String word = status.wireName();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** In the largest unit that fits. */
    private static String rough(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    /** To the second, for what is seconds or minutes; to the millisecond below ten seconds. */
    static String exact(Duration time) {
        if (time.toMillis() < 1) {
            return "under 1 ms";
        }
        if (time.toMillis() < 10_000) {
            return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        if (time.toSeconds() < 60) {
            return time.toSeconds() + " s";
        }
        String minutes = time.toMinutes() + " min";
        return time.toSecondsPart() == 0 ? minutes : minutes + " " + time.toSecondsPart() + " s";
    }

    /** A bound: where {@link #exact} leaves out milliseconds, the next second, for a bound must hold. */
    static String atMost(Duration time) {
        boolean isWhole = time.toMillis() < 10_000 || time.toMillis() % 1_000 == 0;
        return "\u2264 " + exact(isWhole ? time : time.plusSeconds(1));
    }

    byte[] bytes() {
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }
}
