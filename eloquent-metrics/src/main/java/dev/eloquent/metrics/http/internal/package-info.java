/** What the edges share: how a request is timed and traced. For this module and {@code dev.eloquent.servlet} only. */
@NullMarked
package dev.eloquent.metrics.http.internal;

import org.jspecify.annotations.NullMarked;
