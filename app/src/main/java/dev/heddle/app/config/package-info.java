// SPDX-License-Identifier: Apache-2.0
/// The configuration file: typed keys, their meaning, and errors that name file, line and what was expected.
///
/// Reading order: [dev.heddle.app.config.Kind] (how a value is read), [dev.heddle.app.config.Key] (one setting),
/// [dev.heddle.app.config.Schema] (all that a file may hold), [dev.heddle.app.config.ConfigReader] (a file into
/// [dev.heddle.app.config.Settings]), [dev.heddle.app.config.ServeKeys] (what `heddle serve` understands; the
/// manual's
/// table is
/// printed from it). Thread: everything here is immutable once built.
@NullMarked
package dev.heddle.app.config;

import org.jspecify.annotations.NullMarked;
