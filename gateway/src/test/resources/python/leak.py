# SPDX-License-Identifier: Apache-2.0
"""The compliance application, and how many blocks of memory Python has in use."""

import gc
import sys

import compliance


def application(environ, start_response):
    if environ["PATH_INFO"] == "/blocks":
        gc.collect()
        return compliance.text(start_response, str(sys.getallocatedblocks()))
    return compliance.application(environ, start_response)
