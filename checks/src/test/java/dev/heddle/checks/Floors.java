// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which class sees what it should not. A place is {@code module} or {@code module.package} below a root package. */
final class Floors {
    private Floors() {}

    /**
     * Every dependency that points up or sideways.
     *
     * @param modules per module, the modules that it may see
     * @param rooms per module that has an order, its packages, bottom first
     * @param apart per {@code module.package}, packages below it in the order that it still may not see
     */
    static List<String> findings(
            Iterable<JavaClass> classes,
            String root,
            Map<String, List<String>> modules,
            Map<String, List<String>> rooms,
            Map<String, List<String>> apart) {
        var findings = new TreeSet<String>();
        for (JavaClass type : classes) {
            Place from = Place.of(type, root);
            if (!modules.containsKey(from.module())) {
                findings.add(type.getName() + " is in a module that no floor names");
                continue;
            }
            List<String> order = rooms.get(from.module());
            if (order != null && !from.room().isEmpty() && !order.contains(from.room())) {
                findings.add(type.getName() + " is in a package that no floor names");
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(root)
                        && !allowed(from, Place.of(target, root), modules, rooms, apart)) {
                    findings.add(type.getName() + " sees " + target.getName());
                }
            }
        }
        return new ArrayList<>(findings);
    }

    /** Dependencies of the classes below a package on anything outside the given prefixes. */
    static List<String> strangers(Iterable<JavaClass> classes, String root, List<String> prefixes) {
        var findings = new TreeSet<String>();
        for (JavaClass type : classes) {
            if (!type.getPackageName().startsWith(root)) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive() && prefixes.stream().noneMatch(target.getName()::startsWith)) {
                    findings.add(type.getName() + " sees " + target.getName());
                }
            }
        }
        return new ArrayList<>(findings);
    }

    private static boolean allowed(
            Place from,
            Place to,
            Map<String, List<String>> modules,
            Map<String, List<String>> rooms,
            Map<String, List<String>> apart) {
        if (!from.module().equals(to.module())) {
            return modules.get(from.module()).contains(to.module());
        }
        List<String> order = rooms.get(from.module());
        if (order == null || from.room().equals(to.room())) {
            return true;
        }
        return order.indexOf(to.room()) < order.indexOf(from.room())
                && !apart.getOrDefault(from.module() + "." + from.room(), List.of())
                        .contains(to.room());
    }

    private record Place(String module, String room) {
        static Place of(JavaClass type, String root) {
            String name = type.getPackageName();
            String[] parts = name.length() <= root.length()
                    ? new String[] {""}
                    : name.substring(root.length() + 1).split("\\.");
            return new Place(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }
}
