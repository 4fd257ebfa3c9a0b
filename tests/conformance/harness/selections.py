"""Lists of modules under a name, and the modules that are not applicable."""

from .options import HERE


def resolve(names, suite):
    """The modules of the suite that the names stand for, and the names that the suite does not have."""
    modules, missing = [], []
    for name in names:
        for entry in expand_selection(name, suite):
            found = suite.expand(entry)
            modules += found
            if not found:
                missing.append(entry)
    return list(dict.fromkeys(modules)), missing


def expand_selection(name, suite):
    if name == "applicable":
        excluded = {module for entry in not_applicable() for module in suite.expand(entry)}
        return [module for module in suite.modules if module not in excluded]
    path = HERE / "selections" / f"{name}.txt"
    return read_words(path) if path.exists() else [name]


def read_words(path):
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        words += line.partition("#")[0].split()
    return words


def not_applicable():
    """Module -> why it cannot apply to Krait."""
    reasons = {}
    for line in (HERE / "not-applicable.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition("|")
            reasons[name.strip()] = reason.strip()
    return reasons
