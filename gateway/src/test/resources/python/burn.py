# SPDX-License-Identifier: Apache-2.0
"""An application that computes, and one that says in which interpreter it is."""

import threading

STATE = []


def burn(rounds):
    total = 0
    for number in range(rounds):
        total += number * number % 7
    return total


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    path = environ["PATH_INFO"]
    if path == "/burn":
        return [str(burn(int(environ["QUERY_STRING"] or 100000))).encode()]
    if path == "/state":
        if not STATE:
            STATE.append(str(id(STATE)))
        return [STATE[0].encode()]
    if path == "/read":
        return [str(len(environ["wsgi.input"].read())).encode()]
    if path == "/stream":
        return (b"%d " % number for number in range(1000))
    if path == "/raise":
        raise ValueError(path)
    if path == "/flags":
        return [f"{environ['wsgi.multithread']} {environ['wsgi.multiprocess']} {threading.current_thread().daemon}".encode()]
    return [b"hello"]
