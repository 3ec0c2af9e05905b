// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.io.Serial;
import java.util.Set;

/// A place in the program where something happened to a unit: who and where. Kept as a throwable so that it can
/// be the cause of the error that it explains, with its whole stack.
final class Site extends Throwable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> OURS = Set.of(
            Site.class,
            Custody.class,
            Checker.class,
            Unit.class,
            UnitHeap.class,
            Depot.class,
            WaitLine.class,
            LocalHeap.class,
            Chain.class);

    private static final Set<String> OUR_NAMES =
            Set.of(OURS.stream().map(Class::getName).toArray(String[]::new));

    private final String what;
    private final String who;

    Site(String what) {
        this.what = what;
        this.who = Thread.currentThread().toString();
    }

    /// What, who and where in one line.
    @Override
    public String getMessage() {
        return what + " by " + who + " at " + where();
    }

    private String where() {
        for (StackTraceElement frame : getStackTrace()) {
            if (!OUR_NAMES.contains(frame.getClassName())) {
                return frame.toString();
            }
        }
        return "an unknown place";
    }
}
