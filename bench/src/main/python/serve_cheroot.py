# SPDX-License-Identifier: Apache-2.0
"""Serves `MODULE:APP` with cheroot: `serve_cheroot.py PORT THREADS MODULE:APP`."""

import importlib
import sys

from cheroot.wsgi import Server

module, _, name = sys.argv[3].partition(":")
sys.path.insert(0, ".")
Server(("127.0.0.1", int(sys.argv[1])), getattr(importlib.import_module(module), name), numthreads=int(sys.argv[2])).start()
