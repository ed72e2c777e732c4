package dev.eloquent.metrics.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes HCL as {@code terraform fmt} would: the values of lines that follow each other stand in one column. */
final class Hcl {
    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> group = new LinkedHashMap<>();
    private String indent = "";

    /** A text without templates: whatever it has in it stays as it is. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean template = (c == '$' || c == '%') && i + 1 < text.length() && text.charAt(i + 1) == '{';
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c).append(template ? String.valueOf(c) : "");
            }
        }
        return quoted.append('"').toString();
    }

    Hcl open(String header) {
        flush();
        out.append(indent).append(header).append(" {\n");
        indent += "  ";
        return this;
    }

    Hcl close() {
        flush();
        indent = indent.substring(2);
        out.append(indent).append("}\n");
        return this;
    }

    Hcl comment(String text) {
        flush();
        out.append(indent).append("# ").append(text).append('\n');
        return this;
    }

    Hcl blank() {
        flush();
        out.append('\n');
        return this;
    }

    /** @param value as HCL has it */
    Hcl set(String name, String value) {
        group.put(name, value);
        return this;
    }

    Hcl text(String name, String value) {
        return set(name, quoted(value));
    }

    Hcl number(String name, Number value) {
        return set(name, Json.number(value));
    }

    Hcl texts(String name, Map<String, String> values) {
        flush();
        open(name + " =");
        values.forEach((key, value) -> text(quoted(key), value));
        return close();
    }

    private void flush() {
        int widest = group.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = group.entrySet().stream()
                .map(entry -> indent + entry.getKey()
                        + " ".repeat(widest - entry.getKey().length()) + " = " + entry.getValue() + "\n")
                .collect(Collectors.toList());
        lines.forEach(out::append);
        group.clear();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
