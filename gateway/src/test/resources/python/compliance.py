# SPDX-License-Identifier: Apache-2.0
"""A WSGI application whose endpoints look at the server from the inside. Runs under any server."""

import hashlib
import io
import os
import sys
import time

_OPENED = {"count": 0, "closed": 0}


def text(start_response, body, status="200 OK", extra=()):
    data = body.encode("latin-1")
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(data))), *extra])
    return [data]


# ---- the environ


def problems(environ):
    """What PEP 3333 says of the environ, checked."""
    found = []

    def want(good, what):
        if not good:
            found.append(what)

    want(type(environ) is dict, f"environ: a builtin dict, got {type(environ)}")
    for key in ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"):
        want(key in environ, f"{key}: present")
    for key, value in environ.items():
        want(type(key) is str, f"{key!r}: a native string")
        if "." not in key:
            want(type(value) is str, f"{key}: a native string, got {type(value)}")
            if type(value) is str:
                try:
                    value.encode("latin-1")
                except UnicodeError:
                    found.append(f"{key}: only code points below 256")
    for key in ("SERVER_NAME", "SERVER_PORT", "REQUEST_METHOD"):
        want(environ.get(key), f"{key}: not empty")
    want(environ.get("SERVER_PORT", "x").isdigit(), "SERVER_PORT: a number")
    want(environ.get("SERVER_PROTOCOL") in ("HTTP/1.0", "HTTP/1.1"), f"SERVER_PROTOCOL: {environ.get('SERVER_PROTOCOL')}")
    want(environ.get("SCRIPT_NAME") != "/", "SCRIPT_NAME: not a bare slash")
    want(environ.get("PATH_INFO", "")[:1] in ("", "/"), "PATH_INFO: begins with a slash")
    want("HTTP_CONTENT_TYPE" not in environ, "HTTP_CONTENT_TYPE: absent")
    want("HTTP_CONTENT_LENGTH" not in environ, "HTTP_CONTENT_LENGTH: absent")
    want("wsgi.multithreaded" not in environ, "wsgi.multithreaded: not a name of the PEP")
    length = environ.get("CONTENT_LENGTH", "")
    want(length == "" or length.isdigit(), f"CONTENT_LENGTH: empty or a number, got {length!r}")
    want(environ.get("wsgi.version") == (1, 0), f"wsgi.version: (1, 0), got {environ.get('wsgi.version')!r}")
    want(environ.get("wsgi.url_scheme") in ("http", "https"), "wsgi.url_scheme: http or https")
    for key in ("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"):
        want(key in environ, f"{key}: present")
    for name in ("read", "readline", "readlines", "__iter__"):
        want(hasattr(environ.get("wsgi.input"), name), f"wsgi.input.{name}: present")
    for name in ("flush", "write", "writelines"):
        want(hasattr(environ.get("wsgi.errors"), name), f"wsgi.errors.{name}: present")
    return found


def environ_ok(environ, start_response):
    return text(start_response, "\n".join(problems(environ)) or "ok")


def key(environ, start_response):
    """The value of the key that the query names; "(absent)"."""
    name = environ["QUERY_STRING"]
    value = environ.get(name, "(absent)")
    return text(start_response, value if type(value) is str else repr(value))


def path(environ, start_response):
    return text(start_response, environ["SCRIPT_NAME"] + "|" + environ["PATH_INFO"] + "|" + environ["QUERY_STRING"])


def errors(environ, start_response):
    stream = environ["wsgi.errors"]
    stream.write("a word for the log\n")
    stream.writelines(["and ", "another\n"])
    stream.flush()
    return text(start_response, "written")


def mutate(environ, start_response):
    """The environ is the application's to change, and nobody else's."""
    seen = environ.get("compliance.mark", "none")
    environ["compliance.mark"] = "marked"
    environ["wsgi.url_scheme"] = "gopher"
    return text(start_response, seen)


# ---- kinds of answers


def a_list(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"a", b"", b"list"]


def a_tuple(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return (b"a ", b"tuple")


def a_single(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one and only"]


def a_generator(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"a "
    yield b""
    yield b"generator"


def late_start(environ, start_response):
    yield b""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"late"


class Sequence:
    """Iterable through __getitem__ only, with a length."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (b"by ", b"index")[index]


def a_sequence(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Sequence()


def empty_list(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return []


def empty_generator(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return iter(())


def writes(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"one ")
    write(b"two ")
    write(b"")
    return [b"three"]


def writes_only(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "7")])
    write(b"written")
    return []


def a_file(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return environ["wsgi.file_wrapper"](io.BytesIO(b"0123456789" * 30000), 4096)


def big(environ, start_response):
    size = int(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [b"x" * size]


def reason(environ, start_response):
    return text(start_response, "odd", "299 Quite Unusual")


def headers(environ, start_response):
    return text(start_response, "h", extra=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Latin", "\xe9"), ("X-Empty", "")])


def hop_by_hop(environ, start_response):
    return text(start_response, "hop", extra=[("Connection", "keep-alive"), ("Keep-Alive", "timeout=5"), ("X-Kept", "yes")])


_PLAIN = ("Content-Type", "text/plain")
_ONE = ("X-One", "1")
_TWO = ("X-Two", "2")
_LENGTH_4 = ("Content-Length", "4")
_KEPT = [_PLAIN, _ONE]


def same_objects(environ, start_response):
    """Heads made of the same objects again, as constants are, and one thing different: which, the query says."""
    kind = environ["QUERY_STRING"]
    status, given, body = "200 OK", [_PLAIN, _ONE, _LENGTH_4], b"body"
    if kind == "status":
        status = "202 Accepted"
    elif kind == "header":
        given = [_PLAIN, _TWO, _LENGTH_4]
    elif kind == "fewer":
        given = [_PLAIN, _LENGTH_4]
    elif kind == "more":
        given = [_PLAIN, _ONE, _LENGTH_4, _TWO]
    elif kind == "length":
        given, body = [_PLAIN, _ONE, ("Content-Length", "6")], b"longer"
    elif kind == "no-length":
        given, body = [_PLAIN, _ONE], b"unmeasured"
    elif kind == "value-for-length":
        given = [_PLAIN, _ONE, ("X-Length", "4")]
    elif kind == "list":
        _KEPT.append(("X-Kept", str(len(_KEPT))))
        given = _KEPT
    start_response(status, given)
    return [body]


def no_content(environ, start_response):
    start_response("204 No Content", [])
    return []


def not_modified(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"x"')])
    return [b""]


def waits(environ, start_response):
    """The first part is to be seen before the file that the query names exists; that it does is the second."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"first "
    end = time.monotonic() + 20
    while not os.path.exists(environ["QUERY_STRING"]) and time.monotonic() < end:
        time.sleep(0.005)
    yield b"second" if os.path.exists(environ["QUERY_STRING"]) else b"never"


# ---- lengths


def too_much(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return iter([b"123", b"456789"])


def too_little(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "10")])
    return iter([b"12345"])


# ---- failures


def raises(environ, start_response):
    raise ValueError("before anything")


def raises_after_start(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    raise ValueError("after start_response")


def raises_first(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    raise ValueError("at the first step")
    yield b"never"


def raises_later(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"begun"
    raise ValueError("in the middle")


def exc_info_before(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Old", "yes")])
    try:
        raise ValueError("replaced")
    except ValueError:
        start_response("500 Replaced", [("Content-Type", "text/plain"), ("X-New", "yes")], sys.exc_info())
    return [b"replaced"]


def exc_info_after(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"begun"
    try:
        raise ValueError("too late")
    except ValueError:
        start_response("500 Never", [("Content-Type", "text/plain")], sys.exc_info())
    yield b"never"


def starts_twice(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    try:
        start_response("200 OK", [("Content-Type", "text/plain")])
    except Exception as raised:
        return [("refused: " + type(raised).__name__).encode()]
    return [b"accepted"]


def never_starts(environ, start_response):
    return [b"no head"]


def bad_head(environ, start_response):
    """Each of these must be refused while the application runs."""
    bad = {
        "status": ("OK", []),
        "status-bytes": (b"200 OK", []),
        "status-control": ("200 O\nK", []),
        "name-control": ("200 OK", [("X\n", "a")]),
        "value-newline": ("200 OK", [("X", "a\r\nSet-Cookie: b")]),
        "value-bytes": ("200 OK", [("X", b"a")]),
        "value-wide": ("200 OK", [("X", "\u20ac")]),
        "name-space": ("200 OK", [("X Y", "a")]),
        "length": ("200 OK", [("Content-Length", "many")]),
        "tuple": ("200 OK", [("X",)]),
    }[environ["QUERY_STRING"]]
    try:
        start_response(*bad)
    except Exception as raised:
        said = b"refused: " + type(raised).__name__.encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))], sys.exc_info())
        return [said]
    return [b"accepted"]


def yields_text(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["not bytes"]


# ---- close


class Closing:
    def __init__(self, parts, fails=False):
        self.parts = parts
        self.fails = fails
        _OPENED["count"] += 1

    def __iter__(self):
        for part in self.parts:
            if part is None:
                raise ValueError("in the middle of what is closed")
            yield part

    def close(self):
        _OPENED["closed"] += 1
        if self.fails:
            raise ValueError("in close")


def closing(environ, start_response):
    parts = {
        "whole": [b"a", b"b"],
        "empty": [],
        "raises": [None],
        "raises-later": [b"a", None],
        "close-raises": [b"a"],
        "endless": (b"x" * 10000 for _ in iter(int, 1)),
    }[environ["QUERY_STRING"]]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Closing(parts, environ["QUERY_STRING"] == "close-raises")


def closing_without_start(environ, start_response):
    return Closing([b"a"])


def closed(environ, start_response):
    return text(start_response, "{count} opened, {closed} closed".format(**_OPENED))


# ---- the request's body


def digest(data):
    return f"{len(data)} {hashlib.md5(data).hexdigest()}"


def read_all(environ, start_response):
    return text(start_response, digest(environ["wsgi.input"].read()))


def read_sized(environ, start_response):
    parts = []
    while True:
        part = environ["wsgi.input"].read(7)
        if not part:
            break
        parts.append(part)
    late = environ["wsgi.input"].read(7)
    return text(start_response, f"{digest(b''.join(parts))} {max(map(len, parts), default=0)} {late!r}")


def read_announced(environ, start_response):
    return text(start_response, digest(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))))


def read_lines(environ, start_response):
    return text(start_response, repr(list(environ["wsgi.input"])))


def read_line(environ, start_response):
    source = environ["wsgi.input"]
    return text(start_response, repr([source.readline(), source.readline(3), source.readline(), source.read()]))


def read_readlines(environ, start_response):
    source = environ["wsgi.input"]
    return text(start_response, repr([source.readlines(4), source.readlines()]))


def read_buffered(environ, start_response):
    return text(start_response, digest(io.BufferedReader(environ["wsgi.input"]).read()))


def read_none(environ, start_response):
    return text(start_response, "not read")


def read_some_then_answer(environ, start_response):
    first = environ["wsgi.input"].read(3)
    return text(start_response, first.decode("latin-1"))


def echo(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    while True:
        part = environ["wsgi.input"].read(1000)
        if not part:
            return
        yield part


def left(environ, start_response):
    """Reads until the client has left, and keeps what was raised."""
    try:
        environ["wsgi.input"].read()
        _OPENED["left"] = "read it all"
    except Exception as raised:
        _OPENED["left"] = f"{type(raised).__name__} {isinstance(raised, OSError)}"
    return text(start_response, "nobody hears this")


def write_left(environ, start_response):
    """Writes until the client has left, and keeps what was raised."""
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    try:
        while True:
            write(b"x" * 10000)
    except Exception as raised:
        _OPENED["left"] = f"{type(raised).__name__} {isinstance(raised, OSError)}"
    return []


def what_left(environ, start_response):
    return text(start_response, _OPENED.get("left", "nothing"))


def read_elsewhere(environ, start_response):
    """Another thread reads, as asynchronous frameworks do."""
    import threading

    got = []
    reader = threading.Thread(target=lambda: got.append(environ["wsgi.input"].read()))
    reader.start()
    reader.join()
    return text(start_response, digest(got[0]))


def takes(environ, start_response):
    """Takes as many milliseconds as the query says, then answers with them."""
    time.sleep(int(environ["QUERY_STRING"]) / 1000)
    return text(start_response, environ["QUERY_STRING"])


ROUTES = {
    "/environ": environ_ok,
    "/key": key,
    "/errors": errors,
    "/mutate": mutate,
    "/list": a_list,
    "/tuple": a_tuple,
    "/single": a_single,
    "/generator": a_generator,
    "/late-start": late_start,
    "/sequence": a_sequence,
    "/empty-list": empty_list,
    "/empty-generator": empty_generator,
    "/writes": writes,
    "/writes-only": writes_only,
    "/file": a_file,
    "/big": big,
    "/reason": reason,
    "/headers": headers,
    "/hop-by-hop": hop_by_hop,
    "/same-objects": same_objects,
    "/204": no_content,
    "/304": not_modified,
    "/waits": waits,
    "/too-much": too_much,
    "/too-little": too_little,
    "/raises": raises,
    "/raises-after-start": raises_after_start,
    "/raises-first": raises_first,
    "/raises-later": raises_later,
    "/exc-info-before": exc_info_before,
    "/exc-info-after": exc_info_after,
    "/starts-twice": starts_twice,
    "/never-starts": never_starts,
    "/bad-head": bad_head,
    "/yields-text": yields_text,
    "/closing": closing,
    "/closing-without-start": closing_without_start,
    "/closed": closed,
    "/read": read_all,
    "/read-sized": read_sized,
    "/read-announced": read_announced,
    "/read-lines": read_lines,
    "/read-line": read_line,
    "/read-readlines": read_readlines,
    "/read-buffered": read_buffered,
    "/read-none": read_none,
    "/read-some": read_some_then_answer,
    "/read-elsewhere": read_elsewhere,
    "/echo": echo,
    "/left": left,
    "/write-left": write_left,
    "/what-left": what_left,
    "/takes": takes,
}


def application(environ, start_response):
    return ROUTES.get(environ["PATH_INFO"], path)(environ, start_response)
