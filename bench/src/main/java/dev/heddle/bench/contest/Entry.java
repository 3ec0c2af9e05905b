// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

/// One contestant in one row of a table.
///
/// @param section the table's name
/// @param row what is done
/// @param contender who does it; ours begin with `heddle`
/// @param work does it and says how long it took
public record Entry(String section, String row, String contender, Work work) {
    /// Measures, on the calling thread and on threads of its own, which have ended when it returns.
    public interface Work {
        Figures measure(Budget budget) throws Exception;
    }
}
