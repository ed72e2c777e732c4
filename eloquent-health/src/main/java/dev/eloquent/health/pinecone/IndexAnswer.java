package dev.eloquent.health.pinecone;

import com.fasterxml.jackson.core.JacksonException;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.internal.HttpAnswer;
import dev.eloquent.health.internal.Secrets;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Turns an answer of Pinecone into a result. */
final class IndexAnswer {
    /**
     * The most that is read of an answer. It lists every namespace of the index, and an index may have 100,000 of them;
     * at about 70 bytes each that is 7 MB.
     */
    static final int MAX_BODY = 8 * 1024 * 1024;

    private static final int EXCERPT = 300;
    /** More than the longest key behind the excerpt. */
    private static final int READ = 16 * 1024;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private IndexAnswer() {}

    static CheckResult judge(HttpAnswer answer, IndexExpectation expected, Secrets secrets) {
        CheckResult result = answer.status() == 200 ? stats(answer, expected) : refusal(answer, secrets);
        return result.with("latency_ms", answer.took().toMillis());
    }

    private static CheckResult stats(HttpAnswer answer, IndexExpectation expected) {
        if (answer.isCut()) {
            return CheckResult.unhealthy(PineconeCheck.BAD_ANSWER)
                    .with("cause", "the answer is longer than " + MAX_BODY + " bytes");
        }
        try {
            return expected.judge(IndexStats.parse(answer.body()));
        } catch (JacksonException e) {
            // Its message quotes what stands there, and a server may quote what it was sent.
            return CheckResult.unhealthy(PineconeCheck.BAD_ANSWER)
                    .with(
                            "cause",
                            "not JSON that can be read: " + e.getClass().getSimpleName() + " at line "
                                    + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            return CheckResult.unhealthy(PineconeCheck.BAD_ANSWER).causedBy(e);
        }
    }

    private static CheckResult refusal(HttpAnswer answer, Secrets secrets) {
        CheckResult result = byStatus(answer).with("http_status", answer.status());
        // Hidden before it is cut, or else what is left of a key at the end could not be told from other text.
        String text = secrets.hideIn(answer.excerpt(READ));
        return text.isBlank() ? result : result.with("answer", text.substring(0, Math.min(EXCERPT, text.length())));
    }

    private static CheckResult byStatus(HttpAnswer answer) {
        int status = answer.status();
        return switch (status) {
            case 401, 403 ->
                CheckResult.unhealthy(PineconeCheck.ACCESS_REFUSED)
                        .with(
                                "remedy",
                                "configuration: give a key of the project that has this index, with the right"
                                        + " to read it");
            case 404 ->
                CheckResult.unhealthy(PineconeCheck.INDEX_NOT_FOUND)
                        .with(
                                "remedy",
                                "configuration: give the host that Pinecone shows for the index; that of a"
                                        + " deleted or recreated index is gone");
            case 429 -> {
                CheckResult throttled = CheckResult.degraded(PineconeCheck.THROTTLED);
                yield answer.headers()
                        .firstValue("Retry-After")
                        .filter(IndexAnswer::isTime)
                        .map(seconds -> throttled.with("retry_after", seconds))
                        .orElse(throttled);
            }
            default ->
                CheckResult.unhealthy(status >= 500 ? PineconeCheck.SERVER_ERROR : PineconeCheck.UNEXPECTED_STATUS);
        };
    }

    /** The two forms that the header may have; anything else may be whatever the server was sent. */
    private static boolean isTime(String retryAfter) {
        if (SECONDS.matcher(retryAfter).matches()) {
            return true;
        }
        try {
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
