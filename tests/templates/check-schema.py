#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published schema accepts the shipped templates and refuses what FORMAT.md refuses.

usage: check-schema.py SCHEMA TEMPLATE...

TAP on standard output.
"""

import copy
import json
import sys

try:
    import jsonschema
except ImportError:
    print('Bail out! python3-jsonschema is not installed; ./dev test installs it')
    sys.exit(1)

# Each takes the first template apart in one place: path of keys, and what to put there.
DAMAGES = [
    ('version', ['cardwright_template'], 3),
    ('extra member', ['surprise'], True),
    ('orientation', ['orientation'], 'diagonal'),
    ('no fonts', ['fonts'], []),
    ('element type', ['front', 'elements', 0, 'type'], 'hologramm'),
    ('element member', ['front', 'elements', 0, 'colour'], '#ffffff'),
    ('far away', ['front', 'elements', 0, 'x'], 1e308),
    ('words for a number', ['front', 'elements', 0, 'width'], 'wide'),
    ('way out', ['front', 'elements', 0, 'asset'], '/etc/logo.svg'),
    ('photo on varnish', ['front', 'elements', 2, 'layer'], 'varnish'),
    ('id', ['front', 'elements', 0, 'id'], 'No Id'),
    ('background', ['back', 'background'], 'red'),
    ('fractional lines', ['back', 'elements', 0, 'lines'], 1.5),
    ('coloured resin', ['back', 'elements', 0, 'colour'], '#0f4a37'),
    ('baseline of a paragraph', ['back', 'elements', 0, 'lines'], 3),
]


def damaged(template, path, value):
    result = copy.deepcopy(template)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return result


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    results = []
    for name in sys.argv[2:]:
        with open(name, encoding='utf-8') as file:
            template = json.load(file)
        faults = [f'{list(error.absolute_path)}: {error.message}' for error in validator.iter_errors(template)]
        results.append(('/templates/schema/accepts', faults))
        if name != sys.argv[2]:
            continue
        for what, path, value in DAMAGES:
            accepted = validator.is_valid(damaged(template, path, value))
            results.append((f'/templates/schema/refuses/{what.replace(" ", "-")}', ['it was accepted'] if accepted else []))
    for number, (test, faults) in enumerate(results, 1):
        for fault in faults:
            print(f'# {fault}')
        print(f'{"not ok" if faults else "ok"} {number} {test}')
    print(f'1..{len(results)}')
    return 1 if any(faults for _, faults in results) else 0


if __name__ == '__main__':
    sys.exit(main())
