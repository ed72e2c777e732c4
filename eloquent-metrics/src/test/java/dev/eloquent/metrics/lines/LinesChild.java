package dev.eloquent.metrics.lines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Writes the lines of standard input to standard output, for {@link WholeLinesTest}. It tells of each on stderr. */
public final class LinesChild {
    private LinesChild() {}

    public static void main(String[] args) throws IOException {
        WholeLines lines = new WholeLines(System.out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            boolean written = lines.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            System.err.println(line + " written: " + written + ", the stream: " + !System.out.checkError());
        }
    }
}
