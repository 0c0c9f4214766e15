-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- 002: the whole life of a blank, blanks that are for no student, what is in the printer, why a
-- student gets another card, and batches. Never edited once released.

CREATE TABLE plastics_002 (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  card_id       INTEGER REFERENCES cards (id),
  purpose       TEXT NOT NULL CHECK (purpose IN ('card', 'test-card', 'alignment', 'found')),
  printer       TEXT NOT NULL,
  job           TEXT,             -- the printer's own number of the job
  sets          INTEGER CHECK (sets >= 0), -- sets of ribbon panels that it takes; NULL: not known
  operator_name TEXT NOT NULL,
  uid           TEXT,
  state         TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'printing', 'printed', 'verified', 'uncertain', 'failed', 'issued', 'spoiled')),
  reason        TEXT,
  quality       TEXT CHECK (quality IN ('good', 'bad')), -- what a person said when asked about the print
  fed_at        INTEGER NOT NULL,
  state_at      INTEGER NOT NULL,
  CHECK (purpose <> 'card' OR card_id IS NOT NULL)
) STRICT;

-- A blank that was asked for and not settled was, for all that is known, on its way.
INSERT INTO plastics_002 (id, card_id, purpose, printer, operator_name, uid, state, reason, fed_at, state_at)
SELECT plastics.id, card_id, 'card', printer, orders.operator_name, plastics.uid,
       CASE plastics.state WHEN 'fed' THEN 'queued' WHEN 'not-fed' THEN 'failed' ELSE plastics.state END,
       plastics.reason, fed_at, state_at
FROM plastics JOIN cards ON cards.id = card_id JOIN orders ON orders.id = cards.order_id;

DROP TABLE plastics;
ALTER TABLE plastics_002 RENAME TO plastics;

CREATE INDEX plastics_of_card ON plastics (card_id, id);
CREATE INDEX plastics_by_state ON plastics (state, state_at);
CREATE INDEX plastics_of_printer ON plastics (printer, id);
CREATE INDEX plastics_judged ON plastics (printer, id) WHERE quality IS NOT NULL;

-- A number is never on two pieces of plastic: only a blank that did not leave the hopper after
-- all makes room for another.
CREATE UNIQUE INDEX plastics_one_a_card ON plastics (card_id) WHERE card_id IS NOT NULL AND state <> 'failed';

CREATE TRIGGER plastics_stay BEFORE DELETE ON plastics
BEGIN
  SELECT RAISE (ABORT, 'every piece of plastic is accounted for');
END;

-- What a person said was put into a printer, and the last blank that was asked of it by then.
CREATE TABLE supplies (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  printer       TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('ribbon', 'blanks', 'cleaning')),
  quantity      INTEGER NOT NULL CHECK (quantity >= 0), -- sets, cards, or cards until the next cleaning
  name          TEXT,
  plastic_id    INTEGER NOT NULL,
  operator_name TEXT NOT NULL,
  at            INTEGER NOT NULL
) STRICT;

CREATE INDEX supplies_of_printer ON supplies (printer, kind, id);

ALTER TABLE orders ADD COLUMN reissue_reason TEXT
  CHECK (reissue_reason IS NULL OR reissue_reason IN ('lost', 'stolen', 'damaged', 'badly-printed', 'chip-dead', 'data-changed', 'other'));
ALTER TABLE orders ADD COLUMN reissue_text TEXT;
ALTER TABLE orders ADD COLUMN replaces INTEGER REFERENCES cards (id);

CREATE TABLE batches (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  reason        TEXT                  -- why it is paused or was cancelled
) STRICT;

CREATE UNIQUE INDEX batches_one_at_a_time ON batches ((1)) WHERE state IN ('running', 'paused');

CREATE TABLE batch_items (
  batch_id   INTEGER NOT NULL REFERENCES batches (id),
  position   INTEGER NOT NULL CHECK (position >= 1),
  student_id TEXT NOT NULL REFERENCES students (id),
  profile_id TEXT NOT NULL REFERENCES profiles (id),
  order_id   INTEGER REFERENCES orders (id),
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'made', 'failed', 'in-doubt', 'skipped')),
  sentence   TEXT,
  PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_items_of_order ON batch_items (order_id) WHERE order_id IS NOT NULL;
