-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A database as schema 001 wrote it: one student, one open order whose print step is in doubt.
-- Written by sqlite3's .dump; the people are invented. Never edited.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE institutions (
  id        TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  name      TEXT,
  name_en   TEXT,
  pic       TEXT,
  schac     TEXT,
  processor TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO institutions VALUES('lbtu','Latvijas Biozinātņu un tehnoloģiju universitāte',NULL,'999893752','lbtu.lv',NULL);
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
INSERT INTO profiles VALUES('lbtu-chip','lbtu','Student card with chip','resource:///org/example/template.json','esc','SMART_CDZ',1,48,'reserve,layout,print,encode,verify,register,hand-over');
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
INSERT INTO students VALUES(1,'lbtu/LF23001','lbtu','LF23001','Anna','Bērziņa','LF23001@students.example','Forest Ecology','MASTER','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','urn:schac:personaluniquecode:int:esi:lbtu.lv:lf23001','2029-08-31','berzina anna lf23001');
CREATE TABLE student_words (
  word           TEXT NOT NULL,
  sort_key       TEXT NOT NULL,
  student        INTEGER NOT NULL REFERENCES students (seq) ON DELETE CASCADE,
  institution_id TEXT NOT NULL,
  PRIMARY KEY (word, sort_key, student)
) STRICT, WITHOUT ROWID;
INSERT INTO student_words VALUES('anna','berzina anna lf23001',1,'lbtu');
INSERT INTO student_words VALUES('berzina','berzina anna lf23001',1,'lbtu');
INSERT INTO student_words VALUES('lf23001','berzina anna lf23001',1,'lbtu');
CREATE TABLE photos (
  student_id TEXT PRIMARY KEY NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  photo      BLOB NOT NULL
) STRICT;
INSERT INTO photos VALUES('lbtu/LF23001',X'ffd8ffe0206e6f207265616c2070696374757265');
CREATE TABLE numbers (
  pic        TEXT NOT NULL,
  prefix     INTEGER NOT NULL,
  last_stamp INTEGER NOT NULL,
  PRIMARY KEY (pic, prefix)
) STRICT, WITHOUT ROWID;
INSERT INTO numbers VALUES('999893752',1,17966571292800000);
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
INSERT INTO orders VALUES(1,'lbtu/LF23001','lbtu-chip','ilze',1795435200000000,NULL,NULL,'{"full_name":"Anna Bērziņa"}','aa','bb',NULL);
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
INSERT INTO steps VALUES(1,1,'reserve',1,'done',1795435200000000,1795435201000000,'{"escn":"taken"}');
INSERT INTO steps VALUES(2,1,'print',1,'started',1795435201000000,0,'{"job":41}');
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
INSERT INTO cards VALUES(1,1,'lbtu/LF23001','lbtu','lbtu-chip','5bbd3400-d480-103f-9c0f-001999893752','04A1B2C3D4E5F6','printing',NULL,'2026-11-23','2029-08-31');
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
INSERT INTO plastics VALUES(1,1,'CR80 Card',NULL,'fed',NULL,1795435201000000,1795435201000000);
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
INSERT INTO outbox VALUES(1,1,'lbtu','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','register','{"cardStatus":"ACTIVE"}',1795435201000000,1795435201000000,0,NULL,'waiting',NULL);
CREATE TABLE journal (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  act           TEXT NOT NULL CHECK (act <> ''),
  subject       TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  details       TEXT NOT NULL CHECK (details <> ''),
  hash          TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;
INSERT INTO journal VALUES(1,1795435200000000,'institution.put','institution','ilze','{"institution":"lbtu","pic":"999893752"}','299e2472cc272da1fd6fe0a991225502be540f7afdb67ab0619eebc19c0c1fb3');
INSERT INTO journal VALUES(2,1795435200000000,'profile.put','profile','ilze','{"profile":"lbtu-chip","steps":"reserve,layout,print,encode,verify,register,hand-over","chip_plan":"esc"}','5cf46e3dcefb406d357e94f075b9c84ad711e2594a90069f9d2f2e0211934b66');
INSERT INTO journal VALUES(3,1795435200000000,'student.put','student/d6350195a6365d9f','ilze','{"institution":"lbtu"}','48b3398c5d6cf39dc72097c5117dcdae20f8e725aa5d121a6db4990d6d3b8437');
INSERT INTO journal VALUES(4,1795435200000000,'order.add','order/1','ilze','{"student":"d6350195a6365d9f","profile":"lbtu-chip","record":"aa","template":"bb"}','64c15656b739ad367df6683dab41676d744fa67a35888ab066a71dcebe903d4b');
INSERT INTO journal VALUES(5,1795435200000000,'number.take','number/999893752/001','ilze','{"escn":"d8013fa66e4bd2ad794fb0a9b9399c8f204da4c4a2996a428e120f0d3ab35577"}','a9b09416c62b8f437219a98c256b9e48f01a42c9aa85da0b38d68ece960efb61');
INSERT INTO journal VALUES(6,1795435200000000,'card.reserve','card/1','ilze','{"order":1,"student":"d6350195a6365d9f","escn":"d8013fa66e4bd2ad794fb0a9b9399c8f204da4c4a2996a428e120f0d3ab35577","state":"reserved"}','90aa201201f6fe4de93c50e273e134328cccfef6bd45f890be7888f1cb68bbd3');
INSERT INTO journal VALUES(7,1795435200000000,'step.start','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}','bf5bc9b44c623e0189e658ed5219cbbac2d3536b910d9a89398b07badcb5b663');
INSERT INTO journal VALUES(8,1795435201000000,'step.done','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"b81bf573c26eb20c8c186e68b04abc9c0c32561ee329ce931c98984e2bb71add"}','a95103c6a7002a243db7885ba7d995be6639be2c4cbaffeb7a57152f19e2d8d2');
INSERT INTO journal VALUES(9,1795435201000000,'step.start','order/1','ilze','{"step":2,"kind":"print","attempt":1,"evidence":"78b81804dd5a8e076d1f97895c0a8e30d92e96ab5f462aa2f8119a7c67dcbb34"}','aee46f083a15cf8aa802009fe3678d12fa0ae5fb212b1a1365de36dea2f2492a');
INSERT INTO journal VALUES(10,1795435201000000,'plastic.fed','plastic/1','ilze','{"card":1,"printer":"CR80 Card"}','cba0ce8be3a6857b10ce98d4ec4ae6b4d22aeb6e230a379d1c4af950ada05132');
INSERT INTO journal VALUES(11,1795435201000000,'card.state','card/1','ilze','{"from":"reserved","to":"printing"}','d5cf399bdefed2440cf2b2cdf53639951c0ad24df2abcdd1dac3c08ff0be509f');
INSERT INTO journal VALUES(12,1795435201000000,'card.uid','card/1','ilze','{"uid":"91ea67e855c23f69148746d73bf9c5d290227c0c4ab762f3fcc84713512d892b"}','4e3e12c8226388bc29ca35eebcb4a5625857bf9352194ff5fb8376311059b781');
INSERT INTO journal VALUES(13,1795435201000000,'outbox.add','outbox/1','ilze','{"card":1,"kind":"register","payload":"7d83a72f398bbc8dec4acb288a6d4385983392ace2435bdd257ddc42fcbff50a"}','7cb93c60c42f44dfea0e2abf8aed114215829fe3562e8768f8f63a98d79c2392');
INSERT INTO journal VALUES(14,1795435201000000,'photo.put','student/d6350195a6365d9f','ilze','{"photo":"1dcb7c3872a6cdd533f1453b4b1b7e7f147c1214aae55502bb97c0f43f6d0aaa"}','3c99da90d82b5d2f083e254b6da9462a00c85411395ecc0f30a9218766849c48');
CREATE TABLE journal_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  id   INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;
INSERT INTO journal_head VALUES(1,14,'3c99da90d82b5d2f083e254b6da9462a00c85411395ecc0f30a9218766849c48');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('orders',1);
INSERT INTO sqlite_sequence VALUES('cards',1);
INSERT INTO sqlite_sequence VALUES('steps',2);
INSERT INTO sqlite_sequence VALUES('plastics',1);
INSERT INTO sqlite_sequence VALUES('outbox',1);
CREATE INDEX profiles_of_institution ON profiles (institution_id);
CREATE INDEX students_by_name ON students (sort_key, seq);
CREATE INDEX students_of_institution ON students (institution_id, sort_key, seq);
CREATE INDEX students_by_esi ON students (esi_key) WHERE esi_key IS NOT NULL;
CREATE INDEX student_words_of_student ON student_words (student, word);
CREATE TRIGGER numbers_only_grow BEFORE UPDATE ON numbers
WHEN NEW.pic <> OLD.pic OR NEW.prefix <> OLD.prefix OR NEW.last_stamp <= OLD.last_stamp
BEGIN
  SELECT RAISE (ABORT, 'a number is given out once');
END;
CREATE TRIGGER numbers_stay BEFORE DELETE ON numbers
BEGIN
  SELECT RAISE (ABORT, 'a number is given out once');
END;
CREATE INDEX orders_of_student ON orders (student_id);
CREATE INDEX orders_open ON orders (id) WHERE outcome IS NULL;
CREATE INDEX orders_closed ON orders (closed_at, outcome) WHERE outcome IS NOT NULL;
CREATE UNIQUE INDEX steps_started ON steps (order_id, kind) WHERE state = 'started';
CREATE INDEX cards_of_student ON cards (student_id, id);
CREATE INDEX cards_of_order ON cards (order_id, id);
CREATE UNIQUE INDEX cards_live_of_order ON cards (order_id)
WHERE state NOT IN ('spoiled', 'withdrawn', 'expired', 'replaced', 'destroyed');
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
CREATE INDEX plastics_of_card ON plastics (card_id, id);
CREATE INDEX plastics_by_state ON plastics (state, state_at);
CREATE UNIQUE INDEX plastics_one_a_card ON plastics (card_id) WHERE state <> 'not-fed';
CREATE TRIGGER plastics_stay BEFORE DELETE ON plastics
BEGIN
  SELECT RAISE (ABORT, 'every piece of plastic is accounted for');
END;
CREATE INDEX outbox_owed ON outbox (person, id) WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, id);
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
COMMIT;
PRAGMA application_id = 1129796180;
PRAGMA user_version = 1;
