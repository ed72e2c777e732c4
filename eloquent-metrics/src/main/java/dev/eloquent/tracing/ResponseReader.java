package dev.eloquent.tracing;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/** Reads what a response of the receiver says of the spans, or a failure to get one. For one thread. */
final class ResponseReader {
    private static final int SHORTEST_SECRET = 6;

    private final List<String> secrets;
    private final Skew skew;

    /** @param secrets the values of headers, which no answer is to repeat */
    ResponseReader(Collection<String> secrets, Skew skew) {
        this.secrets = List.copyOf(secrets);
        this.skew = skew;
    }

    /** @param signed when the request says that it was signed */
    Answer read(HttpResponse<byte[]> response, Instant signed) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            ProtoFields partial = ProtoFields.of(ProtoFields.of(response.body()).nested());
            return new Answer.Taken(Math.max(0, partial.number()), said(partial.text()));
        }
        String why = (status + " " + message(response)).strip();
        if (status == 429 || (status >= 502 && status <= 504)) {
            return new Answer.Again(
                    why, response.headers().firstValue("Retry-After").flatMap(this::wait));
        }
        boolean aboutTime = status == 400 || status == 401 || status == 403;
        if (aboutTime
                && response.headers()
                        .firstValue("Date")
                        .filter(date -> skew.explains(date, signed))
                        .isPresent()) {
            return new Answer.Again(why, Optional.of(Duration.ZERO));
        }
        return status == 400 || status == 413 ? new Answer.Unfit(why) : new Answer.Refused(why);
    }

    /** @param cause why there is no response */
    Answer read(Throwable cause) {
        String why = cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + Said.line(cause.getMessage()));
        return neverLeft(cause) ? new Answer.NotSent(why) : new Answer.Unanswered(why);
    }

    private static boolean neverLeft(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof SSLHandshakeException;
    }

    private String message(HttpResponse<byte[]> response) {
        boolean protobuf = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/x-protobuf"))
                .isPresent();
        return said(
                protobuf
                        ? ProtoFields.of(response.body()).text()
                        : new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Without the values of our headers, such as a key: there are receivers that repeat what they refuse. */
    private String said(String text) {
        String hidden = text;
        for (String value : secrets) {
            for (String word : value.split("\\s+", -1)) { // of "Bearer key" they repeat the key
                if (word.length() >= SHORTEST_SECRET) {
                    hidden = hidden.replace(word, "***");
                }
            }
        }
        return Said.line(hidden);
    }

    /** Seconds, or a date. */
    private Optional<Duration> wait(String retryAfter) {
        try {
            if (retryAfter.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
            }
            Instant until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(skew.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty(); // it says nothing that we could keep to
        }
    }
}
