package dev.eloquent.metrics.dashboard;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truths so that a reviewer can read them: a list in a list is one line. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    static String text(Map<String, ?> value) {
        Json json = new Json();
        json.write(value, "\n", false);
        return json.out.append('\n').toString();
    }

    /** The shortest that says the same. */
    static String number(Number number) {
        return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    }

    private void write(Object value, String line, boolean inline) {
        if (value instanceof Map<?, ?> map) {
            object(map, line, inline);
        } else if (value instanceof List<?> list) {
            array(list, line, inline);
        } else if (value instanceof Number number) {
            out.append(number(number));
        } else if (value instanceof Boolean) {
            out.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map, String line, boolean inline) {
        boolean flat = inline || (map.size() < 4 && map.values().stream().noneMatch(Json::isNested));
        String between = flat ? ", " : "," + line + "  ";
        out.append(flat ? "{" : "{" + line + "  ");
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(first ? "" : between);
            first = false;
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            write(entry.getValue(), line + "  ", flat);
        }
        out.append(flat ? "}" : line + "}");
    }

    private static boolean isNested(Object value) {
        return value instanceof Map || value instanceof List;
    }

    private void array(List<?> list, String line, boolean inline) {
        boolean flat = inline || list.isEmpty();
        String between = flat ? ", " : "," + line + "  ";
        out.append(flat ? "[" : "[" + line + "  ");
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : between);
            write(list.get(i), line + "  ", flat || list.get(i) instanceof List);
        }
        out.append(flat ? "]" : line + "]");
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
