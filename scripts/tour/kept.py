"""keep_running: what --keep leaves behind, as a file that a shell can source."""


from scripts.lab import programs
from scripts.lab.openbao import Keys, OpenBao
from scripts.lab.service import Service
from scripts.tour.belongings import Belongings


def keep_running(belongings: Belongings, service: Service, vault: OpenBao, keys: Keys,
                 verifier_key: str) -> None:
    for process in programs.running_below(service.folder):
        belongings.remember(process)
    token_file = belongings.write_private("root-token", keys.root_token)
    recovery_file = belongings.write_private("recovery-keys", "\n".join(keys.recovery) + "\n")
    belongings.write_environment({
        "BAO_ADDR": vault.address,
        "BAO_CACERT": vault.authority,
        "BAO_CONFIG": vault.configuration,
        "BAO_PID": vault.process.pid,
        "BAO_BINARY": vault.program,
        "BAO_LOG": vault.log,
        "BAO_TOKEN_FILE": token_file,
        "BAO_RECOVERY_KEYS_FILE": recovery_file,
        "SEALWRIGHT_SOCKET": service.socket,
        "SEALWRIGHT_STATE": service.state,
        "SEALWRIGHT_CONFIG": service.folder / "sealwright.toml",
        "SEALWRIGHT_LOG": service.log,
        "SEALWRIGHT_VERIFIER_KEY": verifier_key,
        **_pids(service),
    }, [service.folder / "programs", vault.program.parent])


def _pids(service: Service) -> dict[str, int]:
    pids = {"SEALWRIGHTD_PID": service.daemon_pid}
    for part in ("front", "keeper", "depot"):
        pids[f"SEALWRIGHT_{part.upper()}_PID"] = service.process(f"sealwright-{part}").pid
    for name in service.token_names:
        pids[f"SEALWRIGHT_TOKEN_{name.upper()}_PID"] = service.process("sealwright-token", name).pid
    return pids
