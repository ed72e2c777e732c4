package dev.eloquent.tracing;

import java.util.concurrent.CompletionException;

/** What others say, made fit for a line of our log. */
final class Said {
    private static final int MOST = 300;

    private Said() {}

    static String by(Throwable thrown) {
        Throwable told = thrown;
        while (told instanceof CompletionException && told.getCause() != null) {
            told = told.getCause();
        }
        String message = told.getMessage();
        return message == null ? told.getClass().getSimpleName() : line(message);
    }

    /** One line, not too long, of printable characters. */
    static String line(String text) {
        String line = text.replaceAll("[^\\x20-\\x7E]+", " ").strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
    }
}
