# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks JSON files against a schema: check-bodies.py SCHEMA[#NAME] FILE...; NAME: one of its $defs

Exits 0 when all conform, 1 when one does not (and says which and why), 77 when the jsonschema
module is not installed."""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def main(schema_path, paths):
    schema_path, _, name = schema_path.partition("#")
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    if name:
        if name not in schema["$defs"]:
            print(f"{schema_path}: has no {name}")
            return 1
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/" + name}
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    failures = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            body = json.load(file)
        for error in validator.iter_errors(body):
            print(f"{path}: {error.json_path}: {error.message}")
            failures += 1
    return 1 if failures or not paths else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
