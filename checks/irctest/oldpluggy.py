# SPDX-License-Identifier: Apache-2.0
"""Pytest plugin (own code): lets pytest 7.2 / pluggy 1.0 (Debian 12) load a
conftest that uses the newer ``hookimpl(wrapper=True)``.  Use: -p oldpluggy"""
import pluggy
import pytest

if tuple(int(x) for x in pluggy.__version__.split(".")[:2]) < (1, 2):
    _plain = pytest.hookimpl

    def _adapt(fn):
        # new style: `return (yield)` gets the value or the exception thrown in;
        # old style: `yield` gives an outcome object that we may rewrite.
        def old(item):
            gen = fn(item)
            next(gen)
            outcome = yield
            try:
                if outcome.excinfo is not None:
                    gen.throw(outcome.excinfo[1])
                else:
                    gen.send(outcome.get_result())
            except StopIteration as stop:
                outcome.force_result(stop.value)
            except BaseException as exc:
                outcome._result = None
                outcome._excinfo = (type(exc), exc, exc.__traceback__)
        old.__name__ = fn.__name__
        return old

    def hookimpl(function=None, **kw):
        if kw.pop("wrapper", False):
            kw["hookwrapper"] = True
            return lambda fn: _plain(**kw)(_adapt(fn))
        return _plain(function, **kw) if function else _plain(**kw)

    pytest.hookimpl = hookimpl
