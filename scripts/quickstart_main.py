#!/usr/bin/env python3
"""A real, unmodified OpenBao that unseals itself through Sealwright, from nothing, in one command.

Builds, makes three SoftHSM tokens, starts the service, a machine with a TPM in software and an
OpenBao on it, then changes the machine, takes tokens away and gives them back, and says at each
step what it meant. Everything it makes lies in .quickstart/
and in one folder below /tmp; a second run starts again from nothing.
"""

import argparse
import signal
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # A clone stays clean.
repository = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(repository))

from scripts.lab.failure import Failure  # noqa: E402
from scripts.tour.attested import AttestedScenario  # noqa: E402
from scripts.tour.belongings import Belongings  # noqa: E402
from scripts.tour.founded import FoundedScenario  # noqa: E402
from scripts.tour.recovery import RecoveryScenario  # noqa: E402
from scripts.tour.root import RootScenario  # noqa: E402
from scripts.tour.scenario import Scenario  # noqa: E402
from scripts.tour.voice import Voice  # noqa: E402


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    belongings = Belongings(options.folder.absolute())
    try:
        with belongings.locked():
            belongings.remove()
            if options.clean:
                print(f"Stopped and removed all that the quickstart had made in {options.folder}.")
                return 0
            _tour(belongings, options)
        return 0
    except Failure as failure:
        print(f"\nquickstart failed: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted: everything that was started has been stopped.", file=sys.stderr)
        return 130


def _tour(belongings: Belongings, options: argparse.Namespace) -> None:
    kind = (Scenario if options.channel else
            FoundedScenario if options.founded else
            RecoveryScenario if options.recovery else
            RootScenario if options.root else AttestedScenario)
    scenario = kind(repository, belongings, Voice(), options.keep)
    kept = False
    try:
        scenario.run()
        kept = options.keep
    finally:
        if not kept:
            _finish_undisturbed(scenario.stop)


def _finish_undisturbed(action) -> None:
    """A second Ctrl-C must not leave half of it running; each wait inside has its deadline."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    action()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/quickstart", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--keep", action="store_true",
                      help="leave everything running and write .quickstart/env for `source`")
    what.add_argument("--clean", action="store_true",
                      help="stop and remove everything that earlier runs made")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--channel", action="store_true",
                     help="a vault known by its certificate, without agent and TPM")
    way.add_argument("--founded", action="store_true",
                     help="three people found the installation, and decide in it by two")
    way.add_argument("--recovery", action="store_true",
                     help="as --founded; then every HSM is lost, and custodians bring the vault back")
    way.add_argument("--root", action="store_true",
                     help="a vault whose root token nobody ever had: made for a task, ended, proved dead")
    parser.add_argument("--folder", type=Path, default=repository / ".quickstart",
                        help="where to put what it makes (default: .quickstart in the checkout)")
    options = parser.parse_args()
    if options.root and options.keep:
        parser.error("--root leaves no root token that a shell could be given; without --keep it is shown "
                     "and removed")
    return options


if __name__ == "__main__":
    sys.exit(main())
