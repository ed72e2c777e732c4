package dev.eloquent.shutdown;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM we run in. Signals come through {@code sun.misc.Signal}, by reflection: it is in module jdk.unsupported, and
 * javac warns of whoever names it.
 */
final class ThisJvm implements Jvm {
    private static final Logger LOG = LoggerFactory.getLogger(ThisJvm.class);

    @Override
    @SuppressWarnings("ReferenceEquality") // It is how a proxy is equal.
    public boolean onSignal(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    handle(name, handler);
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "eloquent's handler of SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, call);
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
            // No module jdk.unsupported, or a system without this signal: the hook is left. With -Xrs not even that is.
            LOG.debug("no handler of SIG{}; the exit code will be the JVM's own", name, refused);
            return false;
        }
    }

    /**
     * The JVM calls handlers on a daemon thread. Once the last other thread has ended, such as a server's that was just
     * closed, it would end by itself in the middle of the steps, with a code of its own.
     */
    private static void handle(String name, Runnable handler) {
        Thread thread = new Thread(handler, "eloquent-shutdown-" + name);
        thread.setDaemon(false);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            handler.run();
        }
    }

    @Override
    public boolean onExit(Runnable hook) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(hook, "eloquent-shutdown-hook"));
            return true;
        } catch (IllegalStateException ending) {
            return false;
        }
    }

    @Override
    public void exit(int code) {
        System.exit(code);
    }

    @Override
    public void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
