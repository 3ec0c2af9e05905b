// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

/// There will be no complete answer; why has been logged.
final class AnswerCutException extends Exception {
    private static final long serialVersionUID = 1;

    AnswerCutException(String message) {
        super(message, null, false, false);
    }
}
