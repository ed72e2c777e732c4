package dev.eloquent.health.http;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * {@link HealthFormat#STATUS_PAGE}: one self-contained document without scripts, whose only style is named by its hash,
 * so that nothing that slips into the page can load or run anything.
 */
final class StatusPage implements Format {
    private final HealthChecks health;
    private final String style;
    private final Map<String, String> headers;

    StatusPage(HealthChecks health) {
        this.health = health;
        this.style = style();
        Map<String, String> all = new HashMap<>(Format.headers("text/html;charset=utf-8"));
        all.put(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'sha256-" + hash(style)
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        all.put("Referrer-Policy", "no-referrer");
        all.put("Refresh", "10");
        this.headers = Map.copyOf(all);
    }

    @Override
    public HealthResponse answer(String path, BooleanSupplier mayShowDetails) {
        if (!path.isEmpty()) {
            return Format.notFound(List.of(), List.of());
        }
        HealthReport root = health.report();
        StatusDocument document = new StatusDocument(health, root, mayShowDetails.getAsBoolean());
        return new HealthResponse(200, headers, document.write(style));
    }

    private static String style() {
        try (InputStream css = StatusPage.class.getResourceAsStream("status.css")) {
            return new String(Objects.requireNonNull(css, "status.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("status.css cannot be read from the jar", e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
