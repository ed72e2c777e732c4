package dev.eloquent.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The script that counts, and the name by which a server that has seen it knows it. */
record Script(String text, String digest) {
    static Script load() {
        try (InputStream resource = Script.class.getResourceAsStream("quota-v1.lua")) {
            if (resource == null) {
                throw new IllegalStateException("quota-v1.lua is not in the jar beside its classes; keep it there");
            }
            byte[] bytes = resource.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(bytes);
            return new Script(
                    new String(bytes, StandardCharsets.UTF_8), HexFormat.of().formatHex(hash));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
