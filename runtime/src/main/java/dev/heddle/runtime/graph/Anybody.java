// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// The one participant that stands for all.
enum Anybody implements Participant {
    ANY;

    @Override
    public String toString() {
        return "any";
    }
}
