package dev.eloquent.health.http;

import java.util.function.BooleanSupplier;

/** One way to write health. Safe for use by several threads; never blocks. */
interface Format {
    /**
     * Answers a GET.
     *
     * @param path empty, or beginning with a slash and not ending in one
     * @param mayShowDetails whether this request may see private details; does not throw
     */
    HealthResponse answer(String path, BooleanSupplier mayShowDetails);
}
