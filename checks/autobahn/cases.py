# SPDX-License-Identifier: Apache-2.0
"""Runs the suite's fuzzing client against one server, and judges its report. For CPython 2.7, as the suite is.

    cases.py URL REPORTS CASES SECONDS
"""

import json
import os
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
