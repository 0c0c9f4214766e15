-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- 003: the register's whole life: persons that no card is spoken of with, messages that are given
-- up, which ESI the register knows; the station in the journal and the signed head of a day; how a
-- photo is enciphered; what is forgotten and when. Never edited once released.

-- A message may be about a person alone, and a person may give one up.
CREATE TABLE outbox_003 (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  card_id        INTEGER REFERENCES cards (id), -- NULL: about the person alone
  student_id     TEXT NOT NULL REFERENCES students (id),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  person         TEXT NOT NULL COLLATE NOCASE CHECK (person <> ''),
  kind           TEXT NOT NULL CHECK (kind <> ''),
  payload        TEXT NOT NULL CHECK (payload <> ''),
  created_at     INTEGER NOT NULL,
  due_at         INTEGER NOT NULL,
  attempts       INTEGER NOT NULL DEFAULT 0,
  last_error     TEXT,
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'given-up')),
  answer         TEXT,
  reason         TEXT,                          -- why it was given up
  CHECK (state <> 'given-up' OR reason <> '')
) STRICT;

INSERT INTO outbox_003 (id, card_id, student_id, institution_id, person, kind, payload, created_at, due_at, attempts, last_error, state, answer)
SELECT m.id, m.card_id, c.student_id, m.institution_id, m.person, m.kind,
       CASE m.state WHEN 'sent' THEN '{}' ELSE m.payload END, -- name and e-mail are not kept once they were sent; the journal has the digest
       m.created_at, m.due_at, m.attempts, m.last_error, m.state, m.answer
FROM outbox AS m JOIN cards AS c ON c.id = m.card_id;

DROP TABLE outbox;
ALTER TABLE outbox_003 RENAME TO outbox;

CREATE INDEX outbox_owed ON outbox (person, id) WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_of_card ON outbox (card_id, id) WHERE card_id IS NOT NULL;
CREATE INDEX outbox_of_student ON outbox (student_id, id);

CREATE INDEX cards_by_state ON cards (state, id);
CREATE INDEX cards_of_institution ON cards (institution_id, id);
CREATE INDEX cards_by_expiry ON cards (expires_at) WHERE state IN ('issued', 'suspended', 'lost');

-- Cards of the register that another station made, or that are older than this one.
CREATE TABLE cards_elsewhere (
  escn           TEXT PRIMARY KEY NOT NULL CHECK (length (escn) = 36),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  noted_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE students ADD COLUMN registered_esi TEXT; -- under which the register was told of the person
ALTER TABLE students ADD COLUMN left_at TEXT;        -- yyyy-MM-dd
ALTER TABLE students ADD COLUMN erased_at INTEGER;   -- microseconds since 1970 UTC: a tombstone

UPDATE students SET registered_esi =
  (SELECT m.person FROM outbox AS m WHERE m.student_id = students.id AND m.kind = 'register' ORDER BY m.id LIMIT 1);

-- When a card came into its state: from then on days are counted after its end. Microseconds since
-- 1970 UTC; NULL where a journal from before 003 does not say.
ALTER TABLE cards ADD COLUMN state_at INTEGER;

UPDATE cards SET state_at = said.at
FROM (SELECT subject, max (at) AS at FROM journal WHERE act IN ('card.reserve', 'card.state') GROUP BY subject) AS said
WHERE said.subject = 'card/' || cards.id;

CREATE INDEX students_erased ON students (erased_at) WHERE erased_at IS NOT NULL;

-- An ESI cannot be changed in the register: another one would be another person there.
CREATE TRIGGER students_keep_their_esi BEFORE UPDATE OF esi ON students
WHEN OLD.registered_esi IS NOT NULL AND NEW.registered_esi IS NOT NULL AND (NEW.esi IS NULL OR lower (NEW.esi) <> lower (OLD.registered_esi))
BEGIN
  SELECT RAISE (ABORT, 'a registered ESI is kept');
END;

ALTER TABLE orders ADD COLUMN erased_at INTEGER; -- the frozen record was forgotten; its digest stays

CREATE INDEX batch_items_of_student ON batch_items (student_id);

-- NULL: the photo lies there as it came. Else photo is what app/store/photos.c says.
ALTER TABLE photos ADD COLUMN key_label TEXT;
ALTER TABLE photos ADD COLUMN key_version INTEGER;

-- Which photos are not under today's key is asked at every start, and never of the photos themselves.
CREATE INDEX photos_by_key ON photos (key_label, key_version, student_id);

-- NULL in a row from before 003, whose hash does not cover it.
ALTER TABLE journal ADD COLUMN station TEXT;

-- What happened to one card or one student.
CREATE INDEX journal_of_subject ON journal (subject, id);

-- The head of the journal at the end of a day (UTC), signed.
CREATE TABLE journal_signatures (
  day         TEXT PRIMARY KEY NOT NULL, -- yyyy-MM-dd
  entry       INTEGER NOT NULL,
  hash        TEXT NOT NULL CHECK (length (hash) = 64),
  algorithm   TEXT NOT NULL CHECK (algorithm <> ''),
  key_label   TEXT NOT NULL,
  key_version INTEGER NOT NULL,
  public_key  BLOB NOT NULL,
  signature   BLOB NOT NULL,
  signed_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX journal_signatures_of_entry ON journal_signatures (entry, day);

CREATE TRIGGER journal_signatures_are_not_changed BEFORE UPDATE ON journal_signatures
BEGIN
  SELECT RAISE (ABORT, 'a signature is not changed');
END;

CREATE TRIGGER journal_signatures_stay BEFORE DELETE ON journal_signatures
BEGIN
  SELECT RAISE (ABORT, 'a signature is not taken back');
END;

-- After how many days something is forgotten; app/core/retention.h says from when they count.
CREATE TABLE retention (
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  what           TEXT NOT NULL CHECK (what IN ('photo', 'record', 'orders')),
  days           INTEGER NOT NULL CHECK (days >= 0),
  PRIMARY KEY (institution_id, what)
) STRICT, WITHOUT ROWID;
