package dev.eloquent.benchmarks.shutdown;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What Armeria calls when a request begins and ends: two methods of {@code GracefulShutdownSupport}, which is private to
 * its package. Constant method handles cost what direct calls do.
 */
@State(Scope.Benchmark)
public class ArmeriaCounting {
    private static final Class<?> SUPPORT = support();
    private static final MethodHandle CREATE =
            handle("create", methodType(SUPPORT, Duration.class, Executor.class), true);
    private static final MethodHandle BEGIN = handle("inc", methodType(void.class), false);
    private static final MethodHandle END = handle("dec", methodType(void.class), false);
    private static final MethodHandle PENDING = handle("pendingResponses", methodType(long.class), false);

    private final Object support = create();

    private static Object create() {
        Executor none = Runnable::run;
        try {
            return CREATE.invoke(Duration.ofSeconds(5), none);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> support() {
        try {
            return Class.forName("com.linecorp.armeria.server.GracefulShutdownSupport");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, MethodType type, boolean isStatic) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(SUPPORT, MethodHandles.lookup());
            return isStatic
                    ? lookup.findStatic(SUPPORT, name, type)
                    : lookup.findVirtual(SUPPORT, name, type).asType(type.insertParameterTypes(0, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void begin() throws Throwable {
        BEGIN.invokeExact(support);
    }

    void end() throws Throwable {
        END.invokeExact(support);
    }

    long inFlight() throws Throwable {
        return (long) PENDING.invokeExact(support);
    }
}
