-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- 004: the desk: the picture that a photo was cut from, where records come from, and lists of
-- students and cards that are sorted and narrowed while somebody types.

-- The picture as it came, and what was made of it. The rectangle is in dots of the picture turned
-- upright; edits is a JSON object of app/photo/edits.h. original is sealed as photos.photo is
-- (app/store/photos.c), under a context of its own.
CREATE TABLE photo_originals (
  student_id  TEXT PRIMARY KEY NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  original    BLOB NOT NULL,
  key_label   TEXT,
  key_version INTEGER,
  edits       TEXT NOT NULL CHECK (edits <> ''),
  taken_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX photo_originals_by_key ON photo_originals (key_label, key_version, student_id);

-- Where records are imported from, and how its columns are read: JSON of app/intake/plan.h. A
-- password is a label of app/keys, never here.
CREATE TABLE sources (
  id             TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  name           TEXT NOT NULL CHECK (name <> ''),
  kind           TEXT NOT NULL CHECK (kind <> ''),
  plan           TEXT NOT NULL CHECK (plan <> ''),
  used_at        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Each import that was carried out: counts only, no person.
CREATE TABLE imports (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id      TEXT NOT NULL,
  institution_id TEXT NOT NULL,
  operator_name  TEXT NOT NULL,
  at             INTEGER NOT NULL,
  digest         TEXT NOT NULL,
  added          INTEGER NOT NULL,
  changed        INTEGER NOT NULL,
  unchanged      INTEGER NOT NULL,
  refused        INTEGER NOT NULL,
  photos         INTEGER NOT NULL
) STRICT;

-- The lists of the window, each read in its order from any place on.
CREATE INDEX students_by_number ON students (number, seq);
CREATE INDEX students_by_programme ON students (programme, sort_key, seq);
CREATE INDEX cards_expiring ON cards (expires_at, id);

-- Whose chip lies on the reader, also when its card is out of use.
CREATE INDEX cards_of_chip ON cards (uid, id) WHERE uid IS NOT NULL;

-- A number is also found by its digits alone: "23001" finds LF23001.
INSERT OR IGNORE INTO student_words (word, sort_key, student, institution_id)
SELECT ltrim (lower (number), 'abcdefghijklmnopqrstuvwxyz'), sort_key, seq, institution_id FROM students
WHERE length (ltrim (lower (number), 'abcdefghijklmnopqrstuvwxyz')) BETWEEN 2 AND length (number) - 1;
