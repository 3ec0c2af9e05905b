# SPDX-License-Identifier: Apache-2.0
"""An application that does what one must not do inside somebody else's process."""

import atexit
import faulthandler
import os
import signal
import sys
import threading
import time

if os.environ.get("HOSTILE_IMPORT") == "signals":
    signal.signal(signal.SIGTERM, lambda *ignored: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)

if os.environ.get("HOSTILE_IMPORT") == "exit":
    sys.exit("no configuration")

if os.environ.get("HOSTILE_ATEXIT"):
    atexit.register(lambda: print("atexit has run", flush=True))


def answer(start_response, text):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [text.encode()]


def deep(depth):
    return deep(depth + 1) + 1


def nested(depth):
    inner = []
    for _ in range(depth):
        inner = [inner]
    return inner


def forks(start_response):
    child = os.fork()
    if child == 0:
        return answer(start_response, "from the child")
    _, status = os.waitpid(child, 0)
    return answer(start_response, f"child ended with {os.waitstatus_to_exitcode(status)}")


def forks_and_exits(start_response):
    child = os.fork()
    if child == 0:
        sys.exit(7)
    _, status = os.waitpid(child, 0)
    return answer(start_response, f"child ended with {os.waitstatus_to_exitcode(status)}")


def forks_and_returns(start_response):
    child = os.fork()
    if child == 0:
        return []
    _, status = os.waitpid(child, 0)
    return answer(start_response, f"child ended with {os.waitstatus_to_exitcode(status)}")


def spawns(start_response):
    import subprocess

    said = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True)
    return answer(start_response, said.stdout.strip() or said.stderr)


def processes(start_response):
    import multiprocessing

    return answer(start_response, multiprocessing.get_start_method())


def signals(start_response):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.alarm(1)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    faulthandler.enable()
    return answer(start_response, str(faulthandler.is_enabled()))


def blocks_for_ever():
    while True:
        time.sleep(0.05)


def spins_for_ever():
    while True:
        pass


def sleeps_in_c():
    time.sleep(3600)


def non_daemon(start_response):
    threading.Thread(target=sleeps_in_c, name="left-behind", daemon=False).start()
    return answer(start_response, "started")


def daemon(start_response):
    threading.Thread(target=spins_for_ever, daemon=True).start()
    return answer(start_response, "started")


def executor(start_response):
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(max_workers=2)
    globals()["_pool"] = pool
    return answer(start_response, str(pool.submit(lambda: 6 * 7).result()))


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/exit":
        sys.exit(3)
    if path == "/interrupt":
        raise KeyboardInterrupt
    if path == "/generator-exit":
        raise GeneratorExit
    if path == "/deep":
        return answer(start_response, str(deep(0)))
    if path == "/deep-in-c":
        return answer(start_response, str(len(repr(nested(100000)))))
    if path == "/deeper":
        sys.setrecursionlimit(30000)
        try:
            return answer(start_response, str(deep(0)))
        finally:
            sys.setrecursionlimit(1000)
    if path == "/memory":
        return [b"x" * (1 << 60)]
    if path == "/fork":
        return forks(start_response)
    if path == "/fork-exit":
        return forks_and_exits(start_response)
    if path == "/fork-return":
        return forks_and_returns(start_response)
    if path == "/spawn":
        return spawns(start_response)
    if path == "/processes":
        return processes(start_response)
    if path == "/signals":
        return signals(start_response)
    if path == "/block":
        print("blocked", flush=True)
        blocks_for_ever()
    if path == "/spin":
        print("blocked", flush=True)
        spins_for_ever()
    if path == "/sleep":
        print("blocked", flush=True)
        sleeps_in_c()
    if path == "/catches":
        print("blocked", flush=True)
        while True:
            try:
                blocks_for_ever()
            except BaseException:
                pass
    if path == "/non-daemon":
        return non_daemon(start_response)
    if path == "/daemon":
        return daemon(start_response)
    if path == "/executor":
        return executor(start_response)
    if path == "/os-exit":
        os._exit(42)
    if path == "/crash":
        os.abort()
    if path == "/closes":
        os.close(1)
        return answer(start_response, "closed")
    if path == "/stdout":
        sys.stdout.write("said on standard output\n")
        sys.stdout.close()
        return answer(start_response, "closed")
    return answer(start_response, "alive")
