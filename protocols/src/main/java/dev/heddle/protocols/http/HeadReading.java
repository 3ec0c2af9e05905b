// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// What reads one head; lent by the layer to a connection while it is in the middle of one. Thread: the loop.
///
/// @param parser at the start of a head, when it is taken
/// @param head filled by it
record HeadReading(HeadParser parser, RequestHead head) {}
