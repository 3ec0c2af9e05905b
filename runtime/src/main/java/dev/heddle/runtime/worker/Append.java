// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

/// What became of a part that a worker appended. In every case the part is no longer the worker's.
public enum Append {
    /** It is on its way. */
    ACCEPTED,
    /** The client has left, or its loop has closed: go home. */
    GONE,
    /** There was no room within the time limit: the client reads too slowly. */
    TIMED_OUT,
    /** The group's stop has come to its deadline: go home. */
    STOPPING
}
