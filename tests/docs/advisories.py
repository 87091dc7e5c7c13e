"""docs/reference/advisories.md: every row names tests that exist, or says why it does not apply yet."""

from pathlib import Path

from tests.docs import assurance

PAGE = "docs/reference/advisories.md"
NOT_YET = "not yet: "
WORDS_MIN = 4


def faults(root: Path) -> list[str]:
    found_rows = assurance.rows((root / PAGE).read_text())
    tests = assurance.tests_of(root)
    faults = [] if found_rows else [f"{PAGE} has no row"]
    for number, text in found_rows:
        references = assurance.REFERENCE.findall(text)
        reason = text.removeprefix(NOT_YET) if text.startswith(NOT_YET) else ""
        if not references and len(reason.split()) < WORDS_MIN:
            faults.append(f"{PAGE}:{number}: the row names no test and says no reason")
        for suite, promise in references:
            if promise.rstrip(".") not in tests.get(suite, set()):
                faults.append(f"{PAGE}:{number}: there is no test `{suite}: \"{promise}\"`")
    return faults
