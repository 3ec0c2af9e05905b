// SPDX-License-Identifier: Apache-2.0
/// The configuration file: typed keys, their meaning, and errors that name file, line and what was expected.
///
/// Reading order: `Kind` (how a value is read), `Key` (one setting), `Schema` (all that a file may hold),
/// `ConfigReader` (a file into `Settings`), `ServeKeys` (what `heddle serve` understands; the manual's reference
/// is printed from it). Thread: everything here is immutable once built.
@NullMarked
package dev.heddle.app.config;

import org.jspecify.annotations.NullMarked;
