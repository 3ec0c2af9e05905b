// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

/// Which part of the screen has which size. A narrow one drops the members first, then the list of
/// conversations.
///
/// ```
///  ┌ header ──────────────────────────────┐
///  │ list │ messages            │ members │
///  ├ status ──────────────────────────────┤
///  └ input ───────────────────────────────┘
/// ```
///
/// @param columns of the whole
/// @param rows of the whole
/// @param list columns of the list, 0 for none
/// @param members columns of the members, 0 for none
record Layout(int columns, int rows, int list, int members) {
    static final int COLUMNS_MIN = 20;
    static final int ROWS_MIN = 5;
    private static final int LIST_FROM = 70;
    private static final int MEMBERS_FROM = 96;
    private static final int AROUND_ROWS = 3;

    /// The sizes for a terminal.
    ///
    /// @param wantsList whether the list is wanted where there is room
    /// @param wantsMembers the same for the members
    static Layout of(int columns, int rows, boolean wantsList, boolean wantsMembers) {
        int list = wantsList && columns >= LIST_FROM ? Math.min(26, columns / 5) : 0;
        int members = wantsMembers && columns >= MEMBERS_FROM ? Math.min(20, columns / 6) : 0;
        return new Layout(Math.max(columns, COLUMNS_MIN), Math.max(rows, ROWS_MIN), list, members);
    }

    /// Columns of the messages; the lines between the parts take one each.
    int messages() {
        return columns - (list == 0 ? 0 : list + 1) - (members == 0 ? 0 : members + 1);
    }

    /// Rows of the three parts in the middle.
    int body() {
        return rows - AROUND_ROWS;
    }
}
