"""One Node.js process for a test: a script that gets JSON and answers JSON."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.kit import ROOT


def evaluate(script: str, data: Any) -> Any:
    """The value of `answer(data)`, a function that the script (an ES module) declares."""
    body = f"""{script}
let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;
process.stdout.write(JSON.stringify(await answer(JSON.parse(text))));
"""
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", body],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
