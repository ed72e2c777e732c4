package dev.eloquent.metrics.lines;

import java.nio.charset.StandardCharsets;

/** Writes lines to standard output until it is killed, for {@link WholeLinesTest}. It tells of itself on stderr. */
public final class LinesChild {
    private LinesChild() {}

    public static void main(String[] args) throws InterruptedException {
        WholeLines lines = new WholeLines(System.out);
        String told = "";
        for (int i = 0; true; i++) {
            boolean written = lines.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
            String now = "written: " + written + ", the stream: " + !System.out.checkError();
            if (!now.equals(told)) {
                System.err.println(now);
                told = now;
            }
            Thread.sleep(20);
        }
    }
}
