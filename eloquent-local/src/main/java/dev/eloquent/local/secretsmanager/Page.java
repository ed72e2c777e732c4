package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A part of a list, and the token for the next. */
record Page<T>(List<T> items, Optional<String> next) {
    static <T> Page<T> of(List<T> all, Arguments arguments, int most) {
        int size = arguments.size("MaxResults", most);
        int from = Math.min(
                all.size(), arguments.text("NextToken").map(Page::start).orElse(0));
        int to = Math.min(all.size(), from + size);
        return new Page<>(all.subList(from, to), to < all.size() ? Optional.of(token(to)) : Optional.empty());
    }

    void writeNext(ObjectNode json) {
        next.ifPresent(token -> json.put("NextToken", token));
    }

    private static String token(int start) {
        return Base64.getEncoder().encodeToString(String.valueOf(start).getBytes(StandardCharsets.US_ASCII));
    }

    private static int start(String token) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII);
            return Math.max(0, Integer.parseInt(text));
        } catch (IllegalArgumentException e) {
            throw WireError.of("InvalidNextTokenException", "The NextToken value is invalid.");
        }
    }
}
