# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the style checks share: TAP output, and walking the source tree."""

import pathlib
import re
import tempfile

MOST_SHOWN = 40

# What holds neither our sources nor our words.
SKIPPED_FOLDERS = {'.git', '__pycache__', 'goldens'}
TEXT_SUFFIXES = {'.build', '.c', '.css', '.h', '.in', '.json', '.md', '.py', '.sh', '.sql', '.svg', '.txt', '.ui', '.xml'}


class Tap:
    """Numbers the results; the plan comes last."""

    def __init__(self):
        self.number = 0
        self.failed = False

    def result(self, name, findings):
        """@findings: sentences that say what is wrong; none: the test passes."""
        self.number += 1
        self.failed = self.failed or bool(findings)
        for finding in findings[:MOST_SHOWN]:
            print(f'# {finding}')
        if len(findings) > MOST_SHOWN:
            print(f'# and {len(findings) - MOST_SHOWN} more')
        print(f'{"not ok" if findings else "ok"} {self.number} {name}', flush=True)

    def end(self):
        print(f'1..{self.number}')
        return 1 if self.failed else 0


class Sample:
    """A source tree of a few lines for a checker to be tried on: paths to contents."""

    def __init__(self, files):
        self.files = files

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        top = pathlib.Path(self.folder.name)
        for path, contents in self.files.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(contents.encode())
        return top

    def __exit__(self, *_):
        self.folder.cleanup()


def walk(top, folders):
    """Files below @folders of @top, and beside them when '.' is one, by path."""
    found = []
    for folder in folders:
        base = top / folder
        paths = base.glob('*') if folder == '.' else base.rglob('*')
        for path in paths:
            parts = path.relative_to(top).parts
            if path.is_file() and not any(part in SKIPPED_FOLDERS or part.startswith('_') for part in parts[:-1]):
                found.append(path)
    return sorted(set(found))


def is_text(path):
    return path.suffix in TEXT_SUFFIXES or (path.suffix == '' and path.name in ('dev', 'run'))


def read(path):
    with path.open(encoding='utf-8', errors='replace', newline='') as file:
        return file.read()


def without_comments(text):
    """C source with comments and the contents of strings blanked; lines keep their numbers."""

    def blank(match):
        token = match.group(0)
        if token.startswith('/'):
            return re.sub(r'[^\n]', ' ', token)
        return token[0] + ' ' * (len(token) - 2) + token[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.DOTALL)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1
