// SPDX-License-Identifier: Apache-2.0
/// Promises between threads, each tried by jcstress on real processors, and beside each a seeded bug that must be
/// caught.
///
/// Purpose: a test here states one promise in one sentence. A class with `Seeded` in its name has the bug that the
/// promise
/// guards against built in; [StressRun] fails when a promise breaks and also when a seeded bug goes unseen.
/// Neighbours below: the package whose promise is tried.
/// Thread: the actors run on threads of the harness, one each.
/// Reading order: [StressRun], then any test.
@NullMarked
package dev.heddle.bench.stress;

import org.jspecify.annotations.NullMarked;
