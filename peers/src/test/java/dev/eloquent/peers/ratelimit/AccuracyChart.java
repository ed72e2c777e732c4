package dev.eloquent.peers.ratelimit;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was measured, as a picture and as a table. */
final class AccuracyChart {
    private static final int LEFT = 180;
    private static final int TOP = 92;
    private static final int ROW = 42;
    private static final int BAR = 14;
    /** Permits for each unit of the picture. */
    private static final int SCALE = 8;

    private static final String STYLE = """
              <style>
                .paper { fill: #ffffff; } .ink { fill: #1f2328; } .dim { fill: #59636e; }
                .burst { fill: #54aeff; } .flood { fill: #4ac26b; } .more { fill: #cf222e; } .quota { stroke: #1f2328; }
                @media (prefers-color-scheme: dark) {
                  .paper { fill: #0d1117; } .ink { fill: #f0f6fc; } .dim { fill: #9198a1; }
                  .burst { fill: #1f6feb; } .flood { fill: #238636; } .more { fill: #ff7b72; } .quota { stroke: #f0f6fc; }
                }
              </style>
            """;

    private AccuracyChart() {}

    static String svg(List<Measured> all) {
        int height = TOP + all.size() * ROW + 12;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"490\" height=\"" + height + "\" viewBox=\"0 0 490 "
                        + height + "\" font-family=\"system-ui, sans-serif\" font-size=\"15\" role=\"img\""
                        + " aria-labelledby=\"title desc\">\n");
        svg.append("  <title id=\"title\">The most that passes in any minute at 1,000 a minute</title>\n");
        svg.append("  <desc id=\"desc\">" + described(all) + "</desc>\n");
        svg.append(STYLE);
        svg.append("  <rect class=\"paper\" width=\"490\" height=\"" + height + "\" rx=\"8\"/>\n");
        svg.append(text("ink", 14, 26, "The most that passes in any minute"));
        svg.append(rect("burst", 14, 39, BAR) + text("dim", 34, 51, "burst at the boundary"));
        svg.append(rect("flood", 200, 39, BAR) + text("dim", 220, 51, "sustained flood"));
        svg.append(rect("more", 348, 39, BAR) + text("dim", 368, 51, "above 1,000"));
        for (int i = 0; i < all.size(); i++) {
            int y = TOP + i * ROW;
            Measured measured = all.get(i);
            svg.append(text("ink", 14, y + 20, measured.limiter()));
            svg.append(bar("burst", y, measured.burst()));
            svg.append(bar("flood", y + BAR + 2, measured.flood()));
        }
        int quota = LEFT + Contender.QUOTA / SCALE;
        svg.append("  <line class=\"quota\" x1=\"" + quota + "\" y1=\"" + (TOP - 10) + "\" x2=\"" + quota + "\" y2=\""
                + (height - 12) + "\" stroke-dasharray=\"4 3\"/>\n");
        svg.append("  <text class=\"ink\" x=\"" + quota + "\" y=\"" + (TOP - 16)
                + "\" text-anchor=\"middle\" font-size=\"13\">1,000</text>\n");
        return svg.append("</svg>\n").toString();
    }

    private static String described(List<Measured> all) {
        return all.stream()
                .map(each -> each.limiter() + ": " + number(each.burst()) + " in a burst at the boundary, "
                        + number(each.flood()) + " in a sustained flood")
                .collect(Collectors.joining("; "));
    }

    /** As long as what passes; what is above the quota in another colour. */
    private static String bar(String kind, int y, long passes) {
        int within = (int) Math.max(1, Math.min(passes, Contender.QUOTA) / SCALE);
        int all = (int) Math.max(1, passes / SCALE);
        String more = all > within ? rect("more", LEFT + within, y, all - within) : "";
        return rect(kind, LEFT, y, within)
                + more
                + "  <text class=\"dim\" x=\"" + (LEFT + all + 6) + "\" y=\"" + (y + 12) + "\" font-size=\"13\">"
                + number(passes) + "</text>\n";
    }

    private static String rect(String kind, int x, int y, int width) {
        return "  <rect class=\"" + kind + "\" x=\"" + x + "\" y=\"" + y + "\" width=\"" + width + "\" height=\"" + BAR
                + "\"/>\n";
    }

    private static String text(String kind, int x, int y, String words) {
        return "  <text class=\"" + kind + "\" x=\"" + x + "\" y=\"" + y + "\">" + words + "</text>\n";
    }

    static List<String> table(List<Measured> all) {
        return all.stream()
                .map(each -> "| " + each.limiter() + " | " + number(each.burst()) + " | " + number(each.flood()) + " |")
                .toList();
    }

    private static String number(long passes) {
        return String.format(Locale.ROOT, "%,d", passes);
    }
}
