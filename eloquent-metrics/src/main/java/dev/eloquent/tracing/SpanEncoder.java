package dev.eloquent.tracing;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of spans, by OpenTelemetry's own OTLP exporter: its sender is this one, which keeps what it is handed. The
 * exporter is told that all is well. It cannot say more than yes or no; what becomes of the bytes is {@link Delivery}'s.
 *
 * <p>The sender is handed over directly. Registered as a service it would be found by a user's other exporters, too.
 *
 * <p>For one thread: the exporter calls the sender on the thread that called it, before it returns.
 */
final class SpanEncoder {
    private final int mostBytes;
    private final OtlpHttpSpanExporter exporter;
    private @Nullable Encoded result;

    /** What was made. */
    sealed interface Encoded {}

    /** A message as it goes over the network. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
    record Message(byte[] body, Map<String, String> headers) implements Encoded {}

    /** Uncompressed it would be longer than the receiver takes. */
    record TooLong(int bytes) implements Encoded {}

    /** Nothing came of it. */
    record Failed(String why) implements Encoded {}

    SpanEncoder(int mostBytes) {
        this.mostBytes = mostBytes;
        HttpSenderProvider provider = Keeper::new;
        ComponentLoader loader = new ComponentLoader() {
            @Override
            public <T> Iterable<T> load(Class<T> spi) {
                return spi == HttpSenderProvider.class ? List.of(spi.cast(provider)) : List.of();
            }
        };
        this.exporter = OtlpHttpSpanExporter.builder()
                .setComponentLoader(loader)
                .setCompression("gzip")
                .setRetryPolicy(null)
                .setMeterProvider(MeterProvider.noop())
                .build();
    }

    Encoded encode(Collection<SpanData> spans) {
        result = null;
        exporter.export(spans);
        @Nullable Encoded made = result;
        return made == null ? new Failed("the exporter of OpenTelemetry made nothing of them") : made;
    }

    private final class Keeper implements HttpSender {
        private final HttpSenderConfig config;

        Keeper(HttpSenderConfig config) {
            this.config = config;
        }

        @Override
        public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
            int length = message.getContentLength();
            if (length > mostBytes) {
                result = new TooLong(length);
            } else {
                result = keep(message);
            }
            onResponse.accept(new Taken());
        }

        private Encoded keep(MessageWriter message) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            @Nullable Compressor compressor = config.getCompressor();
            try (OutputStream out = compressor == null ? body : compressor.compress(body)) {
                message.writeMessage(out);
            } catch (IOException e) {
                return new Failed("they could not be encoded: " + e);
            }
            Map<String, String> headers = new HashMap<>();
            config.getHeadersSupplier().get().forEach((name, values) -> headers.put(name, String.join(",", values)));
            headers.put("Content-Type", config.getContentType());
            if (compressor != null) {
                headers.put("Content-Encoding", compressor.getEncoding());
            }
            return new Message(body.toByteArray(), Map.copyOf(headers));
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static final class Taken implements HttpResponse {
        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }
}
