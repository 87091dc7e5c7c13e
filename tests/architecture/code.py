"""C++ text as the rules see it: without comments and literals, and cut into functions."""

import re

# Raw strings first: their text may hold quotes and comment marks. Digit separators are no quotes.
NOISE = re.compile(
    r'R"(?P<mark>[^()\\ ]{0,16})\((?:.|\n)*?\)(?P=mark)"'
    r"|//(?:[^\n\\]|\\(?:.|\n))*"
    r"|/\*(?:.|\n)*?\*/"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'"
)
DIRECTIVE = re.compile(r"^[ \t]*#.*(?:\\\n.*)*", re.MULTILINE)
CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum|extern|TEST_SUITE)\b")
# What may stand between a function's parameters and its body.
AFTER_PARAMETERS = re.compile(r"\)\s*(const|noexcept|override|final|mutable|try|&&?|\s)*(->[^;={}]+)?$")
INITIALISERS = re.compile(r"\)\s*(noexcept\s*)?:(?!:)")


def blank(text: str) -> str:
    """`text` without comments and literals; every line keeps its number."""

    def keep_lines(match: re.Match[str]) -> str:
        inside = "\n" * match.group().count("\n")
        return f'""{inside}' if match.group()[0] in "\"R'" else inside or " "

    return NOISE.sub(keep_lines, text)


def functions(text: str) -> list[tuple[int, int, str]]:
    """(first line, lines, head) of each function body; a lambda counts in the function it is in."""
    code = DIRECTIVE.sub(lambda match: "\n" * match.group().count("\n"), blank(text))
    found: list[tuple[int, int, str]] = []
    depths: list[str] = []
    head, line, head_line, start = "", 1, 1, (1, "")
    for character in code:
        line += character == "\n"
        if not head.strip():
            head_line = line
        if "function" in depths or "value" in depths:
            # Inside a body or an initialiser only the braces matter.
            if character == "{":
                depths.append("inner")
            elif character == "}":
                closed = depths.pop()
                if closed == "function":
                    found.append((start[0], line - start[0] + 1, start[1]))
                    head = ""
                elif closed == "value":
                    # `a_{a}` reads on as `a_()`.
                    head += "()"
        elif character == "{":
            kind = kind_of(head.strip())
            depths.append(kind)
            if kind == "function":
                start = (head_line, " ".join(head.split()))
            head = head if kind == "value" else ""
        elif character == "}":
            depths and depths.pop()
            head = ""
        elif character == ";":
            head = ""
        else:
            head += character
    return found


def kind_of(head: str) -> str:
    if INITIALISERS.search(head):
        # In an initialiser list a brace after a name is a member's, a brace after `)` is the body.
        return "function" if head.endswith(")") else "value"
    if AFTER_PARAMETERS.search(head) and not head.startswith("TEST_SUITE"):
        return "function"
    if CONTAINER.search(head) and not head.endswith("="):
        return "container"
    return "value"
