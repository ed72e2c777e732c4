package dev.eloquent.local.openai;

import java.nio.charset.StandardCharsets;

/** Estimates of how many tokens a text has: OpenAI's rule of thumb for English is four characters to one. */
final class Tokens {
    private static final int BYTES_A_TOKEN = 4;

    private Tokens() {}

    static int in(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }
}
