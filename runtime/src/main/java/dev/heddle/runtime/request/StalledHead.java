// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// A head that has been at work for longer than its queue's limit, as reported by the watchdog.
///
/// @param queue the queue's label
/// @param label the head's label
/// @param place where it was added: `Class.method(File:line)`, or the class of its trigger if places are not
///     recorded
/// @param ageNanos since its trigger was run
/// @param waiting how many requests wait behind it
public record StalledHead(String queue, String label, String place, long ageNanos, int waiting) {}
