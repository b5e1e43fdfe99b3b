package dev.pkce.gateway;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.LoggerFactory;

/**
 * What the process does when the system signals it. A shutdown hook would not do: it cannot choose the exit code, hears
 * of no second signal, and runs beside the hooks of others instead of before them.
 */
final class Signals {
    private Signals() {}

    /**
     * Has every signal {@code name} (without its SIG) run {@code task}, on a thread that may block. False if none will: what
     * a process ignores from its start, as nohup has it, the JVM leaves ignored.
     */
    static boolean on(String name, Runnable task) {
        try {
            // By reflection: javac warns of both types, and that cannot be suppressed. Netty needs their module too.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(task);
            Object runs = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            Object named = signal.getConstructor(String.class).newInstance(name);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, named, runs);
            return !handler.getField("SIG_IGN").get(null).equals(before);
        } catch (ReflectiveOperationException kept) {
            // Windows has no SIGHUP; with -Xrs the JVM leaves them all to the system.
            LoggerFactory.getLogger(Signals.class).info("SIG{} is left to the system", name);
            return false;
        }
    }
}
