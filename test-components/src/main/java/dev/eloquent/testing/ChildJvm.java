package dev.eloquent.testing;

import dev.eloquent.testing.OutputLog.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A second JVM, of the same Java and with the same class path as this one, that can be signalled, starved of a resource
 * and killed. One on the module path is a {@link ModulePathProgram}.
 *
 * <pre>{@code
 * try (ChildJvm child = ChildJvm.of(Server.class).jvmArgs("-Xmx64m").start()) {
 *     String line = child.awaitLine("listening on ", Duration.ofSeconds(10));
 *     child.signal("TERM");
 *     assertThat(child.awaitExit(Duration.ofSeconds(10))).hasValue(143);
 * }
 * }</pre>
 *
 * <p>Its output is read as UTF-8 by daemon threads, so that it never waits for a reader unless
 * {@link Builder#unreadOutput()} asks for that. {@code JAVA_TOOL_OPTIONS} and its relatives do not reach it.
 */
public final class ChildJvm implements AutoCloseable {
    private static final List<String> LEAKING = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    private static final Duration READERS_END = Duration.ofSeconds(5);

    private final Process process;
    private final OutputLog log = new OutputLog();
    private final List<Thread> readers = new ArrayList<>();

    private ChildJvm(Process process, boolean readStdout) {
        this.process = process;
        if (readStdout) {
            read(process.getInputStream(), Source.STDOUT);
        }
        read(process.getErrorStream(), Source.STDERR);
    }

    /** A child that runs the {@code main} method of a class. */
    public static Builder of(Class<?> main) {
        return new Builder("-cp", System.getProperty("java.class.path"), main.getName());
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Waits for the first line, on stdout or stderr and from the start, that begins with this text. */
    public String awaitLine(String prefix, Duration limit) {
        return awaitLine(line -> line.startsWith(prefix), "a line that starts with '" + prefix + "'", limit);
    }

    /** Waits for the first line, on stdout or stderr and from the start, that matches. */
    public String awaitLine(Predicate<String> wanted, Duration limit) {
        return awaitLine(wanted, "the wanted line", limit);
    }

    /** The lines of stdout and stderr so far, in the order of their arrival. */
    public List<String> output() {
        return log.all();
    }

    /** The lines of stdout so far. */
    public List<String> stdout() {
        return log.from(Source.STDOUT);
    }

    /** The lines of stderr so far. */
    public List<String> stderr() {
        return log.from(Source.STDERR);
    }

    /** Sends a signal by its name without SIG: STOP, CONT, TERM, KILL. */
    public void signal(String name) {
        Signal.send(name, pid());
    }

    /**
     * Waits for the end of the child and of its output.
     *
     * @return the exit code, 128 plus the signal's number after a signal; empty when the child still runs
     */
    public OptionalInt awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return OptionalInt.empty();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        awaitReaders();
        return OptionalInt.of(process.exitValue());
    }

    /** Kills the child and its own children, if they still run. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        Await.until("the end of process " + pid(), READERS_END, () -> !process.isAlive());
        awaitReaders();
        try {
            process.getOutputStream().close();
            process.getInputStream().close();
            process.getErrorStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String awaitLine(Predicate<String> wanted, String what, Duration limit) {
        return log.await(wanted, limit, this::outputEnded)
                .orElseThrow(() -> new AssertionError("process " + pid()
                        + (alive() ? ", which still runs," : ", which ended with " + process.exitValue() + ",")
                        + " did not write " + what + " within " + limit + "; it wrote: " + output()));
    }

    private boolean outputEnded() {
        return !alive() && readers.stream().noneMatch(Thread::isAlive);
    }

    /** Bounded, as a grandchild may hold the pipe open. */
    private void awaitReaders() {
        try {
            for (Thread reader : readers) {
                reader.join(READERS_END.toMillis());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void read(InputStream stream, Source source) {
        Thread reader = new Thread(() -> copyLines(stream, source), "child-" + pid() + "-" + source);
        reader.setDaemon(true);
        readers.add(reader);
        reader.start();
    }

    private void copyLines(InputStream stream, Source source) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(source, line);
            }
        } catch (IOException closed) {
            // The child was killed or closed: what arrived before is all there is.
            return;
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a process", cause);
    }

    /** How to start a child; each method adds to what was said before. */
    public static final class Builder {
        private final List<String> program;
        private final List<String> prefix = new ArrayList<>();
        private final List<String> jvmArgs = new ArrayList<>();
        private final List<String> args = new ArrayList<>();
        private final Map<String, String> env = new LinkedHashMap<>();
        private boolean readStdout = true;

        /** @param program the options that say what to run, and where it is */
        Builder(String... program) {
            this.program = List.of(program);
        }

        public Builder jvmArgs(String... more) {
            jvmArgs.addAll(List.of(more));
            return this;
        }

        public Builder args(String... more) {
            args.addAll(List.of(more));
            return this;
        }

        public Builder env(String name, String value) {
            env.put(name, value);
            return this;
        }

        /**
         * Runs the child by another command, such as {@code prlimit --nofile=64}. Signals reach the JVM if the command
         * replaces itself by it, as {@code prlimit} and {@code nice} do.
         */
        public Builder under(String... command) {
            prefix.addAll(List.of(command));
            return this;
        }

        /** Nobody reads the child's stdout, a pipe: it fills up, and the child then blocks when it writes there. */
        public Builder unreadOutput() {
            readStdout = false;
            return this;
        }

        public ChildJvm start() {
            ProcessBuilder launch = new ProcessBuilder(command());
            launch.environment().keySet().removeAll(LEAKING);
            launch.environment().putAll(env);
            try {
                return new ChildJvm(launch.start(), readStdout);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + launch.command(), e);
            }
        }

        private List<String> command() {
            List<String> command = new ArrayList<>(prefix);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmArgs);
            command.addAll(program);
            command.addAll(args);
            return command;
        }
    }
}
