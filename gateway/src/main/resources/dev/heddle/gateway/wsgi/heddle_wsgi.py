# SPDX-License-Identifier: Apache-2.0
"""The half of the WSGI gateway that is written in Python: it runs once in each interpreter.

The other half, in Java, makes the environ and carries bytes. It calls `prepare`, `load`, `make_serve`, `finish`,
`threads`; nothing here lets an exception through to it. Source: PEP 3333.
"""

import importlib
import io
import os
import sys
import threading
import traceback

_log = None
_application = None
_forked = False
_LONGEST_TRACEBACK = 32768


class ClientDisconnected(ConnectionResetError):
    """The client has left: its body will not be complete, or nobody will read the answer."""


class StopRequested(BaseException):
    """Raised inside an application that is still running when the server's time to stop is over."""


# ---- the start


def prepare(log, paths, argument, directory):
    """Makes this interpreter fit for life inside another program. `log(event, text)` writes to its log."""
    global _log
    _log = log
    if directory:
        os.chdir(directory)
    sys.argv = [argument]
    sys.path[:0] = [path for path in paths.split(os.pathsep) if path]
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.reconfigure(line_buffering=True)
        except (AttributeError, ValueError):
            pass  # there is none
    _keep_signals()
    _watch_forks()


def _keep_signals():
    """Signals belong to the program around: a handler of the application would take them from it."""
    import signal

    def refuse(module, name, answer):
        def refused(*arguments, **named):
            where = "".join(traceback.format_stack(sys._getframe(1), 3))
            _log("wsgi-signal-refused", f"{module.__name__}.{name}{arguments!r} does nothing in this server\n{where}")
            return answer(*arguments)

        setattr(module, name, refused)

    import _signal

    for module in (signal, _signal):
        refuse(module, "signal", lambda number, handler: signal.getsignal(number))
        refuse(module, "set_wakeup_fd", lambda *ignored: -1)
        refuse(module, "siginterrupt", lambda *ignored: None)
        refuse(module, "alarm", lambda *ignored: 0)
        refuse(module, "setitimer", lambda *ignored: (0.0, 0.0))
    try:
        import faulthandler
    except ImportError:
        return  # not in an interpreter with a lock of its own
    refuse(faulthandler, "enable", lambda *ignored: None)
    refuse(faulthandler, "register", lambda *ignored: None)


def _watch_forks():
    """A forked child has none of the program around it but the thread that forked."""

    def in_child():
        global _forked, _log
        _forked = True
        _log = lambda event, text: sys.stderr.write(f"{event} {text}\n")

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=in_child)
    try:
        import multiprocessing

        multiprocessing.set_start_method("spawn", force=True)
    except ImportError:
        pass


def load(name):
    """Imports `MODULE:APP` (APP: `application`; may be dotted, may be a call without arguments). None, or why not."""
    global _application
    module_name, _, path = name.partition(":")
    path = path or "application"
    call = path.endswith("()")
    try:
        found = importlib.import_module(module_name)
        for part in (path[:-2] if call else path).split("."):
            found = getattr(found, part)
        if call:
            found = found()
        if not callable(found):
            return f"{name}: wanted something that can be called, got {type(found).__name__}"
        _application = found
        return None
    except ModuleNotFoundError as raised:
        text = _text_of(raised)
        # Not when a module of the application's misses another one: that has its own traceback.
        if raised.name is not None and (module_name + ".").startswith(raised.name + "."):
            text += f"It was looked for in {os.getcwd()} (--chdir names another directory) and in " + ", ".join(
                path for path in sys.path[1:] if os.path.isdir(path)
            )
        return text
    except BaseException as raised:
        return _text_of(raised)


def _text_of(raised):
    """Its traceback, without the part that is the same for all: how the application was called or imported."""
    try:
        trace = raised.__traceback__
        while trace is not None and _is_around(trace.tb_frame.f_code.co_filename):
            trace = trace.tb_next
        text = "".join(traceback.format_exception(type(raised), raised, trace))
        return text[-_LONGEST_TRACEBACK:]
    except BaseException:
        return type(raised).__name__ + " (its traceback cannot be written)"


def _is_around(file):
    return file.startswith("<heddle>") or file.startswith("<frozen importlib") or file == importlib.__file__


# ---- one request


class Input:
    """`wsgi.input`: blocks until the client has sent what is asked for, with the interpreter's lock given up."""

    __slots__ = ("_receive", "_ticket", "_buffer", "_at")

    def __init__(self, receive, ticket):
        self._receive = receive
        self._ticket = ticket
        self._buffer = b""
        self._at = 0

    def _fill(self):
        """Whether there is more; what was read is dropped."""
        if self._receive is None:
            return False
        if _forked:
            raise RuntimeError("wsgi.input: a forked child cannot read the request")
        more = self._receive(self._ticket)
        if not more:
            self._receive = None
            return False
        self._buffer = self._buffer[self._at :] + more if self._at < len(self._buffer) else more
        self._at = 0
        return True

    def read(self, size=-1):
        if size is None or size < 0:
            parts = []
            while True:
                parts.append(self._buffer[self._at :])
                self._at = len(self._buffer)
                if not self._fill():
                    return b"".join(parts)
        if len(self._buffer) - self._at >= size:
            return self._take(size)
        parts = []
        left = size
        while left > 0:
            if self._at == len(self._buffer) and not self._fill():
                break
            part = self._take(left)
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def read1(self, size=-1):
        """At most one part, without waiting for more than there is."""
        if self._at == len(self._buffer) and not self._fill():
            return b""
        return self._take(len(self._buffer) if size is None or size < 0 else size)

    def readinto(self, target):
        data = self.read(len(target))
        target[: len(data)] = data
        return len(data)

    def _take(self, most):
        taken = self._buffer[self._at : self._at + most]
        self._at += len(taken)
        return taken

    def readline(self, size=-1):
        limit = sys.maxsize if size is None or size < 0 else size
        parts = []
        while limit > 0:
            if self._at == len(self._buffer) and not self._fill():
                break
            end = self._buffer.find(b"\n", self._at) + 1
            part = self._take(min(limit, (end or len(self._buffer)) - self._at))
            parts.append(part)
            limit -= len(part)
            if end and part.endswith(b"\n"):
                break
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readlines(self, hint=-1):
        lines = []
        length = 0
        for line in self:
            lines.append(line)
            length += len(line)
            if hint is not None and 0 < hint <= length:
                break
        return lines

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readable(self):
        return True

    def writable(self):
        return False

    def seekable(self):
        return False

    @property
    def closed(self):
        return False

    def close(self):
        """An application must not; nothing happens."""

    def flush(self):
        """For what wraps it."""


class NoInput(io.BytesIO):
    """`wsgi.input` of requests without a body: always at its end, whatever one request does to it."""

    def close(self):
        """It is shared."""

    def write(self, data):
        raise io.UnsupportedOperation("wsgi.input is for reading")

    def truncate(self, size=None):
        raise io.UnsupportedOperation("wsgi.input is for reading")

    def seek(self, position, whence=0):
        return 0


class FileWrapper:
    """`wsgi.file_wrapper`: the blocks of a file, and its end."""

    def __init__(self, filelike, blksize=65536):
        self.filelike = filelike
        self.blksize = blksize
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __iter__(self):
        return self

    def __next__(self):
        data = self.filelike.read(self.blksize)
        if not data:
            raise StopIteration
        return data


def make_input(receive, ticket):
    return Input(receive, ticket)


def make_template(multithread, multiprocess):
    """What is the same in every environ of this interpreter."""
    return {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": NoInput(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": multithread,
        "wsgi.multiprocess": multiprocess,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": FileWrapper,
        "heddle.ClientDisconnected": ClientDisconnected,
    }


def make_serve(begin, send, end, report):
    """The functions for requests of one worker: (start_response, write, serve).

    The first two become methods of the request's ticket, which nothing else has. `begin` answers the request's `write`,
    or None: it is too late for another head. `serve` answers the whole body (bytes), or None: all parts were sent; or
    False: there will be no complete answer. `send` answers whether the answer is complete, so that no more of it is
    wanted.
    """

    def start_response(ticket, status, headers, exc_info=None):
        if _forked:
            raise RuntimeError("start_response: a forked child cannot answer the request")
        if exc_info is None:
            return begin(ticket, status, headers, False)
        try:
            write_more = begin(ticket, status, headers, True)
            if write_more is None:  # the old ones have been sent
                raise exc_info[1].with_traceback(exc_info[2])
            return write_more
        finally:
            exc_info = None

    def write(ticket, data):
        if _forked:
            raise RuntimeError("write: a forked child cannot answer the request")
        send(ticket, data)

    def serve(environ, start_response, ticket):
        try:
            result = _application(environ, start_response)
        except BaseException as raised:
            return failed(ticket, "application", raised)
        if _forked:
            leave(0)
        kind = type(result)
        if kind is list or kind is tuple:
            if len(result) == 1:
                return result[0]
            try:
                return b"".join(result)
            except BaseException as raised:
                return failed(ticket, "application", raised)
        return iterate(result, ticket)

    def iterate(result, ticket):
        answer = None
        try:
            for data in result:
                if _forked:
                    leave(0)
                if data and send(ticket, data):
                    break
            if _forked:
                leave(0)
            end(ticket)
        except BaseException as raised:
            answer = failed(ticket, "iteration", raised)
        finally:
            try:
                close = getattr(result, "close", None)
                if close is not None:
                    close()
            except BaseException as raised:
                failed(ticket, "close", raised)
        if _forked:
            leave(0)
        return answer

    def failed(ticket, where, raised):
        if _forked:
            leave(raised.code if isinstance(raised, SystemExit) else 1)
        report(ticket, where, type(raised).__name__, isinstance(raised, ClientDisconnected), _text_of(raised))
        return False

    return start_response, write, serve


def leave(code):
    """Ends a forked child, which must not come back into the program around."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


# ---- the end


def threads():
    """The application's threads that keep a Python program from ending, for the report."""
    here = threading.current_thread()
    return "\n".join(
        thread.name
        for thread in threading.enumerate()
        if not thread.daemon and thread is not here and thread is not threading.main_thread()
        and not isinstance(thread, threading._DummyThread)
    )


def finish():
    """What a Python program does at its end: waits for its threads, calls what it registered, writes what it holds."""
    import atexit

    try:
        threading._shutdown()
    except BaseException as raised:
        _log("wsgi-end-failed", _text_of(raised))
    try:
        atexit._run_exitfuncs()
    except BaseException as raised:
        _log("wsgi-end-failed", _text_of(raised))
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass
    return None


def interrupt_exception():
    return StopRequested
