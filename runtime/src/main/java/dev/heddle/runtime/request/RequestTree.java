// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.ArrayList;
import java.util.List;

/// What is below one request: the children in progress, and the profiles of those that have ended.
///
/// Thread: the loop. Limit: 256 profiles; later ones are only counted.
final class RequestTree {
    private static final int MAX_PROFILES = 256;

    private final List<Promise<?>> children = new ArrayList<>(4);
    private final List<RequestProfile> profiles = new ArrayList<>(4);
    private int omitted;
    private boolean ending;

    void add(Promise<?> child) {
        children.add(child);
    }

    void ended(Promise<?> child) {
        if (!ending) {
            children.remove(child);
        }
        if (profiles.size() < MAX_PROFILES) {
            profiles.add(child.profileNow());
        } else {
            omitted++;
        }
    }

    /** Ends every child; none can be added any more. */
    void end() {
        ending = true;
        for (int i = 0; i < children.size(); i++) {
            children.get(i).endWithParent();
        }
        children.clear();
    }

    /** Of the ended ones in the order of their ends, then of those in progress. */
    List<RequestProfile> profiles() {
        List<RequestProfile> all = new ArrayList<>(profiles);
        if (!ending) {
            for (Promise<?> child : children) {
                all.add(child.profileNow());
            }
        }
        return all;
    }

    int omitted() {
        return omitted;
    }
}
