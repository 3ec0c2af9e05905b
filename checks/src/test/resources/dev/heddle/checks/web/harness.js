// SPDX-License-Identifier: Apache-2.0
// As much of a test framework as it takes: named tests, deep equality, results as plain values.

const tests = [];

/** A test; its name states a fact. */
export function test(name, run) {
  tests.push({ name, run });
}

/** As text in which the order of keys makes no difference. */
function shown(value) {
  return JSON.stringify(value, (key, inner) => {
    if (inner === undefined) return '(undefined)';
    if (inner instanceof Set || inner instanceof Map) return [...inner];
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export function equal(actual, wanted) {
  const got = shown(actual);
  const want = shown(wanted);
  if (got !== want) throw new Error(`wanted ${want}, got ${got}`);
}

export function ok(condition, what = 'the condition') {
  if (!condition) throw new Error(`wanted ${what} to hold`);
}

export function throws(run, part) {
  try {
    run();
  } catch (error) {
    if (error.message.includes(part)) return;
    throw new Error(`wanted an error that says '${part}', got '${error.message}'`);
  }
  throw new Error(`wanted an error that says '${part}', got none`);
}

/** Runs all tests: [{ name, error }], error null for those that pass. */
export async function runAll() {
  const results = [];
  for (const { name, run } of tests) {
    try {
      await run();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: String(error.message ?? error) });
    }
  }
  return results;
}
