"""One target under atheris, in a process of its own: `python -m tests.fuzz.drive TARGET libFuzzer-options… FOLDER…`.

Our readers and the cards are instrumented, comparisons included; patterns and parts written in C are not.
"""

from __future__ import annotations

import sys

INSTRUMENTED = ("rules", "bot.cards", "oxmsg")


def main() -> None:
    """Fuzz until libFuzzer's options say to stop, or something does not hold."""
    import atheris

    for name in [name for name in sys.modules if name.startswith(INSTRUMENTED)]:
        del sys.modules[name]  # imported again, with counters
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[sys.argv[1]]
        target.run(b"")  # what is imported only when it is used
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
