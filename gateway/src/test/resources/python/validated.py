# SPDX-License-Identifier: Apache-2.0
"""Applications behind the checkers of the standard library and of WebTest: a server's mistake is an AssertionError."""

from wsgiref.validate import validator

try:
    from webtest import lint
except ImportError:
    lint = None


def inner(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if environ["PATH_INFO"] == "/write":
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"written ")
        return [b"and returned"]
    if environ["PATH_INFO"] == "/generator":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (part for part in (b"a ", b"generator"))
    if environ["PATH_INFO"] == "/204":
        start_response("204 No Content", [])
        return []
    if environ["PATH_INFO"] == "/lines":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"no lines left"]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body] if environ["REQUEST_METHOD"] != "HEAD" else []


standard = validator(inner)
webtest = lint.middleware(inner) if lint else None
both = lint.middleware(validator(inner)) if lint else None
