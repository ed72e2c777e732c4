package dev.eloquent.metrics.dashboard;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the part of HCL that is written here, and nothing else: whatever it does not know is an error. A block is a map
 * under its header; blocks of one header are told apart by a number.
 */
final class HclReader {
    /** Something that Terraform evaluates, such as {@code var.p1_actions}. */
    record Expression(String text) {}

    private final String text;
    private int at;

    private HclReader(String text) {
        this.text = text;
    }

    static Map<String, Object> read(String text) {
        HclReader reader = new HclReader(text);
        Map<String, Object> body = reader.body();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return body;
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        for (skip(true); at < text.length() && peek() != '}'; skip(true)) {
            StringBuilder header = new StringBuilder(word());
            skip(false);
            while (peek() == '"') {
                header.append(' ').append(string());
                skip(false);
            }
            if (peek() == '=') {
                at++;
                skip(false);
                put(body, header.toString(), value(), false);
                endOfLine();
            } else {
                expect('{');
                endOfLine();
                put(body, header.toString(), body(), true);
                expect('}');
                endOfLine();
            }
        }
        return body;
    }

    private void put(Map<String, Object> body, String name, Object value, boolean block) {
        String free = name;
        for (int i = 2; block && body.containsKey(free); i++) {
            free = name + "#" + i;
        }
        if (body.put(free, value) != null) {
            throw wrong("one attribute " + name);
        }
    }

    private Object value() {
        char c = peek();
        if (c == '"') {
            String string = string();
            return string.contains("\0") ? new Expression(string) : string;
        }
        if (c == '[') {
            return list();
        }
        if (c == '{') {
            return object();
        }
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || "._-".indexOf(peek()) >= 0)) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.matches("-?\\d+(\\.\\d+)?")) {
            return new BigDecimal(word);
        }
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        if (word.equals("file") || word.equals("list")) {
            expect('(');
            Object argument = value();
            expect(')');
            String inside = argument instanceof Expression expression ? expression.text() : argument.toString();
            return new Expression(word + "(" + inside + ")");
        }
        if (!word.matches("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)*")) {
            throw wrong("a value");
        }
        return new Expression(word);
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        expect('[');
        for (skip(true); peek() != ']'; skip(true)) {
            list.add(value());
            skip(true);
            if (peek() != ']') {
                expect(',');
            }
        }
        expect(']');
        return list;
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        endOfLine();
        for (skip(true); peek() != '}'; skip(true)) {
            String key = peek() == '"' ? string() : word();
            skip(false);
            expect('=');
            skip(false);
            if (object.put(key, value()) != null) {
                throw wrong("one key " + key);
            }
            endOfLine();
        }
        expect('}');
        return object;
    }

    /** An interpolation stands between two zeros. */
    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            boolean template = (c == '$' || c == '%') && text.startsWith("{", at);
            if (c == '\\') {
                int escape = "\"\\nrt".indexOf(peek());
                if (escape < 0) {
                    throw wrong("an escape");
                }
                string.append("\"\\\n\r\t".charAt(escape));
                at++;
            } else if ((c == '$' || c == '%') && text.startsWith(c + "{", at)) {
                string.append(c).append('{');
                at += 2;
            } else if (template) {
                int end = text.indexOf('}', at);
                string.append('\0').append(text, at + 1, end).append('\0');
                at = end + 1;
            } else if (c < ' ') {
                throw wrong("a text on one line");
            } else {
                string.append(c);
            }
        }
        expect('"');
        return string.toString();
    }

    private String word() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '_') {
            at++;
        }
        if (start == at) {
            throw wrong("a name");
        }
        return text.substring(start, at);
    }

    private void skip(boolean lines) {
        while (at < text.length()) {
            if (peek() == ' ' || (lines && peek() == '\n')) {
                at++;
            } else if (lines && peek() == '#') {
                at = text.indexOf('\n', at);
            } else {
                return;
            }
        }
    }

    private void endOfLine() {
        skip(false);
        expect('\n');
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private IllegalArgumentException wrong(String wanted) {
        int line = (int) text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new IllegalArgumentException("line " + line + " of the HCL: expected " + wanted + " before: "
                + text.substring(Math.min(at, text.length()), Math.min(at + 40, text.length())));
    }
}
