package dev.eloquent.local.page;

import dev.eloquent.local.server.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;

/**
 * One self-contained page, the same for everybody: what was received comes as JSON and is put into it as text. Style and
 * script are named by their hashes, so that nothing that slips in can run, and trusted types forbid the script itself to
 * make markup of text.
 */
final class Document {
    private Document() {}

    static Answer read() {
        String style = resource("telemetry.css");
        String script = resource("telemetry.js");
        String page = resource("telemetry.html").replace("{{style}}", style).replace("{{script}}", script);
        String policy = "default-src 'none'; style-src 'sha256-" + hash(style) + "'; script-src 'sha256-" + hash(script)
                + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'";
        return Answer.bytes(200, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", policy);
    }

    private static String resource(String name) {
        try (InputStream in = Document.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the jar", e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
