"""Tpm2: a TPM in software, a bus and a resource manager of its own, and one tpm2-pkcs11 token.

tpm2-pkcs11 needs the resource manager: without it a TPM has room for three objects. Everything lies
below one folder and ends by its process. tpm2_ptool takes PINs as arguments only, which every
process of a machine could read, so it is called in a Python that hears them on standard input.
"""

import json
import os
import secrets
import subprocess
from pathlib import Path

from scripts.lab.failure import Failure, last_lines
from scripts.lab.ports import answers, free_pair
from scripts.lab.vendor_token import VendorToken, installed, write_pin
from scripts.lab.waiting import wait_until

_modules = ("/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1",
            "/usr/lib/aarch64-linux-gnu/libtpm2_pkcs11.so.1")
_manager = "com.intel.tss2.Tabrmd"
_tool = """
import json, sys
from tpm2_pkcs11.tpm2_ptool import main
sys.argv = ["tpm2_ptool", *json.load(sys.stdin)]
sys.exit(main())
"""
_bus = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="org.freedesktop.DBus"/>
    <allow send_destination="{manager}"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_requested_reply="true" receive_type="method_return"/>
    <allow receive_requested_reply="true" receive_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="signal"/>
  </policy>
  <policy user="root">
    <allow own="{manager}"/>
  </policy>
</busconfig>
"""


class Tpm2:
    def __init__(self, folder: Path):
        self.folder = folder
        self.store = folder / "store"
        self._socket = folder / "bus.sock"
        # The TSS looks for the control channel one port above the other.
        self._port = free_pair()
        self._control = self._port + 1
        self._log = folder / "tpm2.log"
        self._children: list[subprocess.Popen] = []
        for path in (folder, folder / "tpm", self.store):
            path.mkdir(parents=True)
        self.variables = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._socket}",
                          "TPM2_PKCS11_STORE": str(self.store),
                          "TPM2_PKCS11_TCTI": f"tabrmd:bus_name={_manager},bus_type=system"}

    def start(self) -> None:
        configuration = self.folder / "bus.conf"
        configuration.write_text(_bus.format(socket=self._socket, manager=_manager))
        self._spawn("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder / 'tpm'}",
                    "--server", f"type=tcp,port={self._port},bindaddr=127.0.0.1",
                    "--ctrl", f"type=tcp,port={self._control},bindaddr=127.0.0.1",
                    "--flags", "not-need-init,startup-clear")
        self._spawn("dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile")
        wait_until(lambda: self._socket.exists() and answers(self._control), "TPM and bus answer",
                   15, why=self._tail)
        self._spawn("tpm2-abrmd", "--allow-root",
                    f"--tcti=swtpm:host=127.0.0.1,port={self._port}")
        wait_until(self._manager_answers, "the TPM's resource manager answers", 15, every=0.2,
                   why=self._tail)

    def stop(self) -> None:
        for child in reversed(self._children):
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()

    def make_token(self, credentials: Path, name: str, user: int) -> VendorToken:
        label, pin = f"sealwright-{name}", secrets.token_hex(16)
        self._ask_tool("init", "--path", str(self.store))
        self._ask_tool("addtoken", "--pid", "1", "--label", label, "--path", str(self.store),
                       "--sopin", secrets.token_hex(16), "--userpin", pin)
        write_pin(credentials / name, pin, user)
        for path in (self.store, *self.store.iterdir()):
            os.chown(path, user, user)
        return VendorToken(name, label, installed(_modules), credentials / name, user,
                           self.variables)

    def make_key(self, token: VendorToken, label: str, identity: str) -> None:
        """What the module cannot do for the token process: a key, under the names that it wants."""
        self._ask_tool("addkey", "--path", str(self.store), "--label", token.label,
                       "--userpin", (token.credentials / "pin").read_text(),
                       "--algorithm", "hmac:sha256", "--key-label", label, "--id", identity)

    def _manager_answers(self) -> bool:
        done = subprocess.run(
            ["dbus-send", f"--bus={self.variables['DBUS_SYSTEM_BUS_ADDRESS']}", "--print-reply",
             "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
             "org.freedesktop.DBus.NameHasOwner", f"string:{_manager}"],
            capture_output=True, text=True, check=False, timeout=10)
        return "boolean true" in done.stdout

    def _ask_tool(self, *words: str) -> None:
        done = subprocess.run(["/usr/bin/python3", "-c", _tool], input=json.dumps(words), text=True,
                              capture_output=True, check=False, timeout=60,
                              env=os.environ | self.variables)
        if done.returncode != 0:
            raise Failure(f"tpm2_ptool {words[0]} failed (exit code {done.returncode})",
                          last_lines(done.stdout + done.stderr))

    def _spawn(self, *words: str) -> None:
        with open(self._log, "ab") as log:
            self._children.append(subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                env=os.environ | self.variables, start_new_session=True))

    def _tail(self) -> str:
        return last_lines(self._log.read_text(errors="replace")) if self._log.exists() else ""
