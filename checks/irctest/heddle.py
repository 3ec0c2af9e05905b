# SPDX-License-Identifier: Apache-2.0
"""irctest controller for a server started as ``heddle serve --config FILE``.

Use (from an irctest checkout):
    PYTHONPATH=/path/to/this/dir python3 -m pytest --controller heddle \
        -m '(Ergo or not implementation-specific) and not deprecated'

Environment:
    HEDDLE_CMD      command line of the binary (default "heddle"); may hold spaces
    IRCTEST_DEBUG_LOGS=1  keep the server's stdout/stderr in pytest's output
"""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
import shlex
import shutil
import socket
import subprocess
import time
from typing import Any, Dict, List, Optional, Set, Type

from irctest import patma
from irctest.runner import NotImplementedByController
from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.specifications import Capabilities, OptionalBehaviors

# Literals that tests expect of any server under test.
SERVER_NAME = "My.Little.Server"
NETWORK_NAME = "testnet"
OPER_NAME = "operuser"
OPER_PASSWORD = "operpassword"


def render_config(s: Dict[str, Any], path: Path) -> None:
    """Writes the settings tree as Heddle's TOML; sections are tables, lists of tables are arrays of tables."""
    lines: List[str] = []
    for section, content in s.items():
        for table in content if isinstance(content, list) else [content]:
            lines.append(f"[[{section}]]" if isinstance(content, list) else f"[{section}]")
            # JSON's texts, numbers, booleans and lists of them are TOML's, too.
            lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    path.write_text("\n".join(lines) + "\n")


class HeddleController(BaseServerController, DirectoryBasedController):
    software_name = "Heddle"
    # Seconds between two connection attempts while the server starts.
    _port_wait_interval = 0.02
    # Replies come back in command order, so no extra sleep is needed.
    sync_sleep_time = 0.0

    # Turn entries on as they are implemented.  A name listed here turns the
    # matching "skip" into a failure, so the list is also the project's promise.
    supported_sasl_mechanisms: Set[str] = {"PLAIN", "SCRAM-SHA-256"}
    supports_sts = True
    extban_mute_char = "m"

    capabilities = frozenset(
        {
            Capabilities.ACCOUNT_NOTIFY,
            Capabilities.ACCOUNT_TAG,
            Capabilities.AWAY_NOTIFY,
            Capabilities.BATCH,
            Capabilities.ECHO_MESSAGE,
            Capabilities.EXTENDED_JOIN,
            Capabilities.EXTENDED_MONITOR,
            Capabilities.LABELED_RESPONSE,
            Capabilities.MESSAGE_REDACTION,
            Capabilities.MESSAGE_TAGS,
            Capabilities.MULTILINE,
            Capabilities.MULTI_PREFIX,
            Capabilities.READ_MARKER,
            Capabilities.SERVER_TIME,
            Capabilities.SETNAME,
        }
    )

    # All of the optional ones; no server tested so far has every one.
    # NON_UTF8_MESSAGE is left out on purpose: it excludes UTF8ONLY.
    optional_behaviors = frozenset(
        {
            OptionalBehaviors.BAN_EXCEPTION_MODE,
            OptionalBehaviors.CAP_REQ_MINUS,
            OptionalBehaviors.INVITE_EXCEPTION_MODE,
            OptionalBehaviors.INVITE_LIST,
            OptionalBehaviors.INVITE_OVERRIDES_LIMIT,
            OptionalBehaviors.MULTI_JOIN,
            OptionalBehaviors.MULTI_KICK,
            OptionalBehaviors.MULTI_NAMES_COMMAND,
            OptionalBehaviors.MULTI_PRIVMSG,
            OptionalBehaviors.NO_CTCP,
            OptionalBehaviors.SASL_AFTER_REGISTRATION,
            OptionalBehaviors.SASL_REAUTHENTICATION,
            OptionalBehaviors.ELIST_C,
            OptionalBehaviors.ELIST_M,
            OptionalBehaviors.ELIST_N,
            OptionalBehaviors.ELIST_T,
            OptionalBehaviors.ELIST_U,
        }
    )

    # Checked against 005 by isupport.py::testValues.
    isupport = {
        "BOT": "B",
        "ELIST": patma.StrRe("[CMNTU]+"),
        "INVEX": patma.ANYOPTSTR,
        "MONITOR": patma.ANYSTR,
        "PREFIX": patma.StrRe(r"\(.*o.*v\).*@.*\+"),
        "STATUSMSG": patma.ANYSTR,
        "TARGMAX": patma.ANYSTR,
        "UTF8ONLY": None,
        "WHOX": None,
    }

    # -- configuration ---------------------------------------------------

    def settings(
        self,
        *,
        hostname: str,
        port: int,
        password: Optional[str],
        ssl: bool,
        websocket_hostname: Optional[str],
        websocket_port: Optional[int],
    ) -> Dict[str, Any]:
        """What the suite may ask for, in the shape of the configuration file."""
        assert self.directory
        want = self.test_config
        # The suite passes "0.0.0.0" and then connects to it, which Linux takes
        # to loopback; so listen on loopback only.
        host = "127.0.0.1" if hostname == "0.0.0.0" else hostname
        tree: Dict[str, Any] = {
            "server": {"name": SERVER_NAME, "network": NETWORK_NAME, "description": "test server"},
            "listener": [{"address": host, "port": port, "speaks": "irc-tls" if ssl else "irc"}],
            "accounts": {
                "before-connect": want.account_registration_before_connect,
                "email-required": want.account_registration_requires_email,
                # the cheapest hash: a test logs in dozens of times
                "argon2-memory": "8KiB",
                "argon2-passes": 1,
            },
            "history": {"enabled": True, "page": 100, "visible": "members"},
            "oper": [{"name": OPER_NAME, "password": OPER_PASSWORD}],
        }
        if websocket_port:
            tree["listener"].append({"address": host, "port": websocket_port, "speaks": "web"})
        if password:
            tree["server"]["password"] = password
        if ssl:
            tree["tls"] = {"certificate": str(self.pem_path), "key": str(self.key_path)}
        if want.ergo_config is not None:
            self._apply_ergo_config(want.ergo_config, tree)
        return tree

    def _apply_ergo_config(self, mutate: Any, tree: Dict[str, Any]) -> None:
        """Tests marked Ergo hand over a function that edits Ergo's own config.

        Run it on a small tree of that shape, then carry over what has a
        counterpart here.
        """
        shape: Dict[str, Any] = {
            "server": {
                "casemapping": "ascii",
                "listeners": {str(i): {} for i in range(len(tree["listener"]))},
            },
            "accounts": {"multiclient": {}, "nick-reservation": {}, "registration": {}},
            "channels": {},
            "limits": {},
            "history": {},
        }
        mutate(shape)
        tree["server"]["casemapping"] = shape["server"]["casemapping"]
        if "default-user-modes" in shape["accounts"]:
            tree["server"]["user-modes"] = shape["accounts"]["default-user-modes"].lstrip("+")
        if shape["accounts"]["multiclient"].get("always-on", "disabled") != "disabled":
            raise NotImplementedByController("users who stay without a connection (always-on)")
        for i, listener in enumerate(tree["listener"]):
            if (shape["server"]["listeners"][str(i)] or {}).get("proxy"):
                listener["proxies"] = ["127.0.0.1/32"]

    # -- process ---------------------------------------------------------

    def run(
        self,
        hostname: str,
        port: int,
        *,
        password: Optional[str],
        ssl: bool,
        run_services: bool,
        faketime: Optional[str],
        websocket_hostname: Optional[str],
        websocket_port: Optional[int],
    ) -> None:
        assert self.proc is None
        self.hostname = hostname
        self.port = port
        self._websocket_port = websocket_port
        self.create_config()  # makes self.directory, removed by kill()
        assert self.directory
        if ssl:
            self.gen_ssl()
        self._tree = self.settings(
            hostname=hostname,
            port=port,
            password=password,
            ssl=ssl,
            websocket_hostname=websocket_hostname,
            websocket_port=websocket_port,
        )
        self._config_path = self.directory / "heddle.toml"
        render_config(self._tree, self._config_path)
        self._prefix: List[str] = []
        if faketime and shutil.which("faketime"):
            self._prefix = ["faketime", "-f", faketime]
            self.faketime_enabled = True
        self._start()

    def _start(self) -> None:
        env = dict(os.environ)
        # Under faketime a JVM's own timers should keep real time; only the wall
        # clock has to run fast (the suite waits on LIST ages, not on timers).
        env.setdefault("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        command = shlex.split(os.environ.get("HEDDLE_CMD", "heddle"))
        self.proc = self.execute(
            [*self._prefix, *command, "serve", "--config", str(self._config_path), "--data", str(self.directory / "data")],
            proc_name="heddle",
            env=env,
        )

    def wait_for_port(self) -> None:
        """The base class waits for IRC's port; the web's is opened a little later, and nobody else waits for it."""
        super().wait_for_port()
        while self._websocket_port:
            self.check_is_alive()
            try:
                socket.create_connection(("127.0.0.1", self._websocket_port), timeout=1.0).close()
                return
            except ConnectionRefusedError:
                time.sleep(self._port_wait_interval)

    def restart(self) -> None:
        """Used by Ergo-marked tests of what outlives a restart."""
        self.kill_proc()  # SIGTERM, then SIGKILL after 5 s
        self.port_open = False
        self._start()
        self.wait_for_port()

    # -- accounts --------------------------------------------------------

    def wait_for_services(self) -> None:
        """Accounts are part of the server: nothing to wait for."""

    def _create_account(self, username: str, password: str) -> None:
        """More than a line of IRC carries: as an operator does it, once the server is there to be asked."""
        assert self.directory
        self.wait_for_port()
        command = shlex.split(os.environ.get("HEDDLE_CMD", "heddle"))
        data = str(self.directory / "data")
        for _ in range(100):
            done = subprocess.run(
                [*command, "accounts", "create", username, "--data", data],
                input=password + "\n",
                text=True,
                capture_output=True,
            )
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError(done.stderr)

    def registerUser(self, case: Any, username: str, password: Optional[str] = None) -> None:
        if not case.run_services:
            raise ValueError("registerUser() in a test class without mark_services")
        assert password
        if len(password.encode()) > 400:
            self._create_account(username, password)
            return
        client = case.addClient(show_io=False)
        case.sendLine(client, "CAP LS 302")
        case.getCapLs(client)
        case.requestCapabilities(client, ["draft/account-registration"])
        case.sendLine(client, f"NICK {username}")
        case.sendLine(client, "USER r * * :user")
        case.sendLine(client, "CAP END")
        case.skipToWelcome(client)
        case.getMessages(client)
        # the last parameter is a trailing one: passwords with spaces, UTF-8, ...
        case.sendLine(client, f"REGISTER * * :{password}")
        replies = [m for m in case.getMessages(client) if m.command in ("REGISTER", "FAIL")]
        assert replies and replies[0].command == "REGISTER", replies
        assert replies[0].params[0] == "SUCCESS", replies[0]
        case.sendLine(client, "QUIT")
        case.assertDisconnected(client)


def get_irctest_controller_class() -> Type[HeddleController]:
    return HeddleController
