// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.Wakeup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The one place that touches the JDK's signal handling (`sun.misc.Signal`, module jdk.unsupported).
///
/// A signal belongs to the process, so the table is static: signal name to everybody who wants to be woken by
/// it. Reached through method handles, because the compiler refuses to let a warning-free build name the class.
/// Thread: any; the lock is held for starting and stopping watchers only, never when a signal arrives.
final class Signals {
    private static final Map<String, Registration> REGISTERED = new HashMap<>();

    private Signals() {}

    /// Throws `IllegalArgumentException` when the process cannot have this signal.
    static void add(String name, Wakeup listener) {
        synchronized (REGISTERED) {
            var registration = REGISTERED.get(plain(name));
            if (registration == null) {
                registration = new Registration(plain(name));
                REGISTERED.put(plain(name), registration);
            }
            registration.listeners.add(listener);
        }
    }

    static void remove(String name, Wakeup listener) {
        synchronized (REGISTERED) {
            var registration = REGISTERED.get(plain(name));
            if (registration != null && registration.listeners.remove(listener) && registration.listeners.isEmpty()) {
                REGISTERED.remove(plain(name));
                registration.restore();
            }
        }
    }

    private static String plain(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("SIG") ? upper.substring(3) : upper;
    }

    private static final class Registration {
        private final List<Wakeup> listeners = new CopyOnWriteArrayList<>();
        private final Object signal;
        private final Object before;
        private final MethodHandle handle;

        Registration(String name) {
            try {
                var lookup = MethodHandles.publicLookup();
                var signalType = Class.forName("sun.misc.Signal");
                var handlerType = Class.forName("sun.misc.SignalHandler");
                signal = lookup.findConstructor(signalType, MethodType.methodType(void.class, String.class))
                        .invoke(name);
                handle = lookup.findStatic(
                        signalType, "handle", MethodType.methodType(handlerType, signalType, handlerType));
                Object handler = Proxy.newProxyInstance(
                        handlerType.getClassLoader() == null
                                ? Signals.class.getClassLoader()
                                : handlerType.getClassLoader(),
                        new Class<?>[] {handlerType},
                        (proxy, method, arguments) -> answer(proxy, method.getName(), arguments));
                before = handle.invoke(signal, handler);
            } catch (Throwable refused) {
                throw new IllegalArgumentException(
                        "signal " + name + ": wanted one that this process may handle, got " + refused.getMessage(),
                        refused);
            }
        }

        private Object answer(Object proxy, String method, Object[] arguments) {
            return switch (method) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "heddle signal handler";
                default -> {
                    listeners.forEach(Wakeup::wake);
                    yield proxy;
                }
            };
        }

        void restore() {
            try {
                Object ignored = handle.invoke(signal, before);
                assert ignored != null;
            } catch (Throwable refused) {
                throw new IllegalStateException("signal: the former handler could not be restored", refused);
            }
        }
    }
}
