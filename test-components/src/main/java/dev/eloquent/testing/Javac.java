package dev.eloquent.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;

/** The compiler of this JDK. */
public final class Javac {
    private Javac() {}

    /** Compiles, as the command of that name does with these arguments; what it complains of is in the error. */
    public static void run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        if (ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments) != 0) {
            throw new IllegalArgumentException(said.toString());
        }
    }
}
