# SPDX-License-Identifier: Apache-2.0
"""Runs the suite's fuzzing client against one server, and judges its report. For CPython 2.7, as the suite is.

    cases.py URL REPORTS CASES SECONDS
"""

import json
import os
import re
import signal
import sys
import types

url, reports, cases, seconds = sys.argv[1:5]

# The suite imports TLS and a back-port of the standard library's unittest, and uses neither here.
sys.modules["unittest2"] = __import__("unittest")
ssl = types.ModuleType("twisted.internet.ssl")
for name in ("ContextFactory", "ClientContextFactory", "DefaultOpenSSLContextFactory"):
    setattr(ssl, name, type(name, (object,), {}))
ssl.supported = False
sys.modules["twisted.internet.ssl"] = ssl
import twisted.internet

twisted.internet.ssl = ssl

# The suite looks at each byte of each text with a table in Python, which takes four fifths of its time in groups 12 and
# 13. Here whole characters go through the interpreter's own decoder first; what that doubts, and what it would
# take but RFC 3629 does not (surrogates), is left to the suite.
from autobahn.websocket.utf8validator import Utf8Validator

SHORT, TAIL = 64, re.compile("[\\xc0-\\xff]?[\\x80-\\xbf]{0,3}\\Z")
SURROGATE = re.compile(u"[\ud800-\udfff]")
by_table = Utf8Validator.validate


def validate(self, octets):
    valid, start = True, 0
    while start < len(octets) and valid and self.state != 0:  # inside a character
        valid = by_table(self, octets[start])[0]
        start += 1
    end = TAIL.search(octets).start()
    if not valid or end - start < SHORT:
        result = by_table(self, octets[start:]) if valid else (False, False, 0, self.i)
        return result[0], result[1], max(0, start - (not valid)) + result[2], result[3]
    try:
        whole = SURROGATE.search(octets[start:end].decode("utf-8")) is None
    except UnicodeDecodeError:
        whole = False
    if whole:
        self.i += end - start
        start = end
    result = by_table(self, octets[start:])
    return result[0], result[1], start + result[2], result[3]


Utf8Validator.validate = validate

spec = {
    "outdir": reports,
    "servers": [{"agent": "heddle", "url": url}],
    "cases": cases.split(","),
    "exclude-cases": [],
    "exclude-agent-cases": {},
}
spec_file = os.path.join(reports, "spec.json")
with open(spec_file, "w") as out:
    json.dump(spec, out)
index = os.path.join(reports, "index.json")
if os.path.exists(index):
    os.remove(index)


def too_late(*_):
    sys.stderr.write("autobahn: not done within %s s\n" % seconds)
    os._exit(1)


signal.signal(signal.SIGALRM, too_late)
signal.alarm(int(seconds))
log = open(os.path.join(reports, "suite.log"), "w")
terminal, sys.stdout = sys.stdout, log
sys.argv = ["wstest", "-m", "fuzzingclient", "-s", spec_file]
from autobahntestsuite import wstest

wstest.run()
sys.stdout = terminal

with open(index) as report:
    results = json.load(report)["heddle"]
good = ("OK", "INFORMATIONAL")
failed = [case for case, result in results.items()
          if result["behavior"] not in good or result["behaviorClose"] not in good]
for case in sorted(failed):
    print("autobahn case %s: %s, close %s" % (case, results[case]["behavior"], results[case]["behaviorClose"]))
print("autobahn: %d cases, %d failed" % (len(results), len(failed)))
sys.exit(1 if failed or not results else 0)
