package dev.eloquent.examples.rag.passages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A piece of a document that can answer a question by itself.
 *
 * @param id made of the rest: a passage that was changed is another passage
 * @param source the document's file name
 */
public record Passage(String id, String source, String title, String text) {
    static Passage of(String source, String title, String text) {
        return new Passage(digest(source + '\0' + title + '\0' + text), source, title, text);
    }

    /** What the embedder reads: a title often holds the words that the text takes for granted. */
    String embedded() {
        return title + "\n" + text;
    }

    /** 128 bits of SHA-256, in hexadecimal. */
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
