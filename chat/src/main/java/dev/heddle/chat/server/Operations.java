// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.command.Services;
import java.util.List;

/// What the program around a server does for its operator: `status`, `backup FILE`, `stop`.
public interface Operations {
    /// Carries out a command; takes as long as it takes, on a thread of its own.
    ///
    /// @param words the command and its arguments
    /// @return lines for the operator, or why it cannot be done
    Services.ServerHooks.Outcome carryOut(List<String> words);
}
