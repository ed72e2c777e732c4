package dev.eloquent.local.command;

import dev.eloquent.local.LocalService;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Starts any of the stand-ins and runs until it is stopped:
 *
 * <pre>
 * java -jar eloquent-local.jar pinecone --port 5080 --dimension 384 openai --port 5081
 * </pre>
 *
 * <p>Writes one line to stdout for each, with the settings that a client needs. {@code --help} lists the options.
 *
 * <p><b>Exit codes:</b> 2 for a command line that is wrong, with all that is wrong on stderr; 1 if a port is taken; 143
 * after SIGTERM, as the JVM has it.
 */
public final class LocalCommand {
    private static final int DONE = 0;
    private static final int NOT_STARTED = 1;
    private static final int WRONG = 2;

    private LocalCommand() {}

    /**
     * Starts what is named, and returns only if the thread is interrupted.
     *
     * @param args the names of services, each with its options behind it
     */
    public static void main(String[] args) throws InterruptedException {
        List<LocalService> started = new ArrayList<>();
        int code = run(args, started, System.out, System.err);
        if (started.isEmpty()) {
            System.exit(code);
        }
        new CountDownLatch(1).await();
    }

    /** Returns the exit code, if nothing was started. */
    static int run(String[] args, List<LocalService> started, PrintStream out, PrintStream err) {
        if (Arrays.asList(args).contains(CommandLine.HELP)) {
            out.print(CommandLine.usage());
            return DONE;
        }
        CommandLine line = CommandLine.parse(args);
        List<String> faults = new ArrayList<>(line.faults());
        List<String> settings = new ArrayList<>();
        int code = faults.isEmpty() ? DONE : WRONG;
        for (CommandLine.Order order : line.orders()) {
            try {
                LocalService service = order.offer().start().apply(order.options());
                started.add(service);
                settings.add(order.offer().settings(service, order.options()));
            } catch (IllegalArgumentException e) {
                faults.add(String.valueOf(e.getMessage()));
                code = WRONG;
            } catch (UncheckedIOException e) {
                faults.add(String.valueOf(e.getMessage()));
                code = Math.max(code, NOT_STARTED);
            }
        }
        if (code != DONE) {
            started.forEach(LocalService::close);
            started.clear();
            faults.forEach(fault -> err.println("eloquent-local: " + fault));
            err.println("eloquent-local: nothing was started; --help lists what can be");
            return code;
        }
        settings.forEach(out::println);
        out.flush();
        return code;
    }
}
