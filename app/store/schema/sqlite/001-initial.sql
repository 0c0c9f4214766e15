-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- 001: everything the first release remembers. Never edited once released; a change is the next
-- file. Moments are microseconds since 1970 UTC, dates yyyy-MM-dd; names of states are those of
-- app/core/values.c; JSON columns hold one object
-- (app/store/store.c sees to that: JSON functions are not trusted inside a schema).

CREATE TABLE institutions (
  id        TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  name      TEXT,
  name_en   TEXT,
  pic       TEXT,
  schac     TEXT,
  processor TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
  id              TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id  TEXT NOT NULL REFERENCES institutions (id),
  name            TEXT,
  template_uri    TEXT,
  chip_plan       TEXT,
  card_type       TEXT NOT NULL,
  registered      INTEGER NOT NULL CHECK (registered IN (0, 1)),
  validity_months INTEGER NOT NULL CHECK (validity_months >= 0),
  steps           TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX profiles_of_institution ON profiles (institution_id);

CREATE TABLE students (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE CHECK (id <> ''),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  number         TEXT,
  given_names    TEXT,
  family_name    TEXT,
  email          TEXT,
  programme      TEXT,
  level          TEXT NOT NULL,
  esi            TEXT,
  esi_key        TEXT,          -- normalised, for an exact search
  valid_until    TEXT,
  sort_key       TEXT NOT NULL  -- folded: family name, given names, number
) STRICT;

CREATE INDEX students_by_name ON students (sort_key, seq);
CREATE INDEX students_of_institution ON students (institution_id, sort_key, seq);
CREATE INDEX students_by_esi ON students (esi_key) WHERE esi_key IS NOT NULL;

-- Each folded word of a name or number. The sort key lies beside it so that a search reads
-- this table alone and fetches only the students of the page that is shown.
CREATE TABLE student_words (
  word           TEXT NOT NULL,
  sort_key       TEXT NOT NULL,
  student        INTEGER NOT NULL REFERENCES students (seq) ON DELETE CASCADE,
  institution_id TEXT NOT NULL,
  PRIMARY KEY (word, sort_key, student)
) STRICT, WITHOUT ROWID;

CREATE INDEX student_words_of_student ON student_words (student, word);

-- Apart from the student: large, and erased earlier.
CREATE TABLE photos (
  student_id TEXT PRIMARY KEY NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  photo      BLOB NOT NULL
) STRICT;

-- The last time stamp given out for a PIC and prefix (100 ns since 1582). It only grows.
CREATE TABLE numbers (
  pic        TEXT NOT NULL,
  prefix     INTEGER NOT NULL,
  last_stamp INTEGER NOT NULL,
  PRIMARY KEY (pic, prefix)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER numbers_only_grow BEFORE UPDATE ON numbers
WHEN NEW.pic <> OLD.pic OR NEW.prefix <> OLD.prefix OR NEW.last_stamp <= OLD.last_stamp
BEGIN
  SELECT RAISE (ABORT, 'a number is given out once');
END;

CREATE TRIGGER numbers_stay BEFORE DELETE ON numbers
BEGIN
  SELECT RAISE (ABORT, 'a number is given out once');
END;

CREATE TABLE orders (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  student_id      TEXT NOT NULL REFERENCES students (id),
  profile_id      TEXT NOT NULL REFERENCES profiles (id),
  operator_name   TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  outcome         TEXT CHECK (outcome IN ('issued', 'spoiled', 'cancelled')),
  closed_at       INTEGER,
  record          TEXT NOT NULL CHECK (record <> ''),
  record_digest   TEXT NOT NULL,
  template_digest TEXT NOT NULL,
  photo_digest    TEXT,
  CHECK ((outcome IS NULL) = (closed_at IS NULL))
) STRICT;

CREATE INDEX orders_of_student ON orders (student_id);
CREATE INDEX orders_open ON orders (id) WHERE outcome IS NULL;
CREATE INDEX orders_closed ON orders (closed_at, outcome) WHERE outcome IS NOT NULL;

CREATE TABLE steps (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES orders (id),
  kind       TEXT NOT NULL,
  attempt    INTEGER NOT NULL CHECK (attempt >= 1),
  state      TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed')),
  started_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL DEFAULT 0,
  evidence   TEXT NOT NULL CHECK (evidence <> ''),
  UNIQUE (order_id, kind, attempt)
) STRICT;

-- What was started must be settled before it is tried again.
CREATE UNIQUE INDEX steps_started ON steps (order_id, kind) WHERE state = 'started';

CREATE TABLE cards (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id       INTEGER NOT NULL REFERENCES orders (id),
  student_id     TEXT NOT NULL REFERENCES students (id),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  profile_id     TEXT NOT NULL REFERENCES profiles (id),
  escn           TEXT NOT NULL UNIQUE CHECK (length (escn) = 36),
  uid            TEXT,
  state          TEXT NOT NULL,
  reason         TEXT,
  issued_at      TEXT,
  expires_at     TEXT
) STRICT;

CREATE INDEX cards_of_student ON cards (student_id, id);
CREATE INDEX cards_of_order ON cards (order_id, id);

-- One order makes one card; after a spoiled one it may make another, with a new number.
CREATE UNIQUE INDEX cards_live_of_order ON cards (order_id)
WHERE state NOT IN ('spoiled', 'withdrawn', 'expired', 'replaced', 'destroyed');

-- One chip carries one card at a time. A lost or stolen card still holds its chip: when such a
-- chip turns up on the reader, it is not a blank.
CREATE UNIQUE INDEX cards_live_of_chip ON cards (uid)
WHERE uid IS NOT NULL AND state NOT IN ('spoiled', 'withdrawn', 'expired', 'replaced', 'destroyed');

CREATE TRIGGER cards_stay BEFORE DELETE ON cards
BEGIN
  SELECT RAISE (ABORT, 'a card is never forgotten');
END;

CREATE TRIGGER cards_keep_their_number BEFORE UPDATE OF escn ON cards WHEN NEW.escn <> OLD.escn
BEGIN
  SELECT RAISE (ABORT, 'a card keeps its number');
END;

CREATE TABLE plastics (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  card_id  INTEGER NOT NULL REFERENCES cards (id),
  printer  TEXT NOT NULL,
  uid      TEXT,
  state    TEXT NOT NULL,
  reason   TEXT,
  fed_at   INTEGER NOT NULL,
  state_at INTEGER NOT NULL
) STRICT;

CREATE INDEX plastics_of_card ON plastics (card_id, id);
CREATE INDEX plastics_by_state ON plastics (state, state_at);

-- A number is never on two pieces of plastic: only a blank that did not leave the hopper after
-- all makes room for another.
CREATE UNIQUE INDEX plastics_one_a_card ON plastics (card_id) WHERE state <> 'not-fed';

CREATE TRIGGER plastics_stay BEFORE DELETE ON plastics
BEGIN
  SELECT RAISE (ABORT, 'every piece of plastic is accounted for');
END;

CREATE TABLE outbox (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  card_id        INTEGER NOT NULL REFERENCES cards (id),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  person         TEXT NOT NULL COLLATE NOCASE CHECK (person <> ''),
  kind           TEXT NOT NULL CHECK (kind <> ''),
  payload        TEXT NOT NULL CHECK (payload <> ''),
  created_at     INTEGER NOT NULL,
  due_at         INTEGER NOT NULL,
  attempts       INTEGER NOT NULL DEFAULT 0,
  last_error     TEXT,
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
  answer         TEXT
) STRICT;

CREATE INDEX outbox_owed ON outbox (person, id) WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, id);

-- hash = SHA-256 over the previous hash and this row; app/store/journal.c says how.
CREATE TABLE journal (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  act           TEXT NOT NULL CHECK (act <> ''),
  subject       TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  details       TEXT NOT NULL CHECK (details <> ''),
  hash          TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;

-- The newest row, kept apart so that rows cut off the end are missed.
CREATE TABLE journal_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  id   INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;

INSERT INTO journal_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER journal_grows_at_its_end BEFORE INSERT ON journal
WHEN NEW.id <> (SELECT id + 1 FROM journal_head)
BEGIN
  SELECT RAISE (ABORT, 'the journal grows at its end');
END;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE (ABORT, 'the journal is not changed');
END;

CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN
  SELECT RAISE (ABORT, 'the journal is not cut');
END;

CREATE TRIGGER journal_head_moves_on BEFORE UPDATE ON journal_head WHEN NEW.id <> OLD.id + 1
BEGIN
  SELECT RAISE (ABORT, 'the journal is not cut');
END;

CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
BEGIN
  SELECT RAISE (ABORT, 'the journal is not cut');
END;
