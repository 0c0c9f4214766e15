-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A database as schema 002 wrote it: one student, one open order whose card is being printed, a test
-- card, and a ribbon that was put in. Written by sqlite3's .dump; the people are invented. Never edited.
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
  photo_digest    TEXT, reissue_reason TEXT
  CHECK (reissue_reason IS NULL OR reissue_reason IN ('lost', 'stolen', 'damaged', 'badly-printed', 'chip-dead', 'data-changed', 'other')), reissue_text TEXT, replaces INTEGER REFERENCES cards (id),
  CHECK ((outcome IS NULL) = (closed_at IS NULL))
) STRICT;
INSERT INTO orders VALUES(1,'lbtu/LF23001','lbtu-chip','ilze',1795435200000000,NULL,NULL,'{"full_name":"Anna Bērziņa"}','aa','bb',NULL,NULL,NULL,NULL);
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
INSERT INTO cards VALUES(1,1,'lbtu/LF23001','lbtu','lbtu-chip','5bbd3400-d480-103f-b9b7-001999893752','04A1B2C3D4E5F6','printing',NULL,'2026-11-23','2029-08-31');
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
INSERT INTO journal VALUES(5,1795435200000000,'number.take','number/999893752/001','ilze','{"escn":"83a0076c82b5182c51c91554254d8148b462555ff33e41bb13aaf1a2d0a4ccd9"}','5d4ddfa8c7b73e8cda8e39d4dcee14d9b2810d229068e4cb6a2bdeb0e979760d');
INSERT INTO journal VALUES(6,1795435200000000,'card.reserve','card/1','ilze','{"order":1,"student":"d6350195a6365d9f","escn":"83a0076c82b5182c51c91554254d8148b462555ff33e41bb13aaf1a2d0a4ccd9","state":"reserved"}','bb8ecb5f5c1e9998383f2f1be7e100e9760a0b3756813b865ec54410b1007581');
INSERT INTO journal VALUES(7,1795435200000000,'step.start','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}','53fee69bfb2fe0cb54f251f48ebcdf8a9665fd32dc9a1761f2e75e89030e9d3d');
INSERT INTO journal VALUES(8,1795435201000000,'step.done','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"b81bf573c26eb20c8c186e68b04abc9c0c32561ee329ce931c98984e2bb71add"}','9ed24f64448ce7034174f8a7db82590d18442ffefe202290ec79abafb0e8db97');
INSERT INTO journal VALUES(9,1795435201000000,'step.start','order/1','ilze','{"step":2,"kind":"print","attempt":1,"evidence":"78b81804dd5a8e076d1f97895c0a8e30d92e96ab5f462aa2f8119a7c67dcbb34"}','5af55229ae1d850e0607d282d2d43d461bc94c6d32dbf5ef1444870d08e5ab82');
INSERT INTO journal VALUES(10,1795435201000000,'plastic.fed','plastic/1','ilze','{"card":1,"printer":"CR80 Card"}','608398e49538f98af796be99f1885879caad469b7244e9834663e34a6861dd4b');
INSERT INTO journal VALUES(11,1795435201000000,'card.state','card/1','ilze','{"from":"reserved","to":"printing"}','e65a758938775ef08ee153061dfb6a236b9b6fff84cc0444cd521002f56f0504');
INSERT INTO journal VALUES(12,1795435201000000,'plastic.note','plastic/1','ilze','{"job":"41"}','5b52d687152a63da1d4ab97e831cd4ffa72e7ae83c8f2f6d2fd2b3193c268d76');
INSERT INTO journal VALUES(13,1795435201000000,'plastic.state','plastic/1','ilze','{"card":1,"from":"queued","to":"printing","uid":"91ea67e855c23f69148746d73bf9c5d290227c0c4ab762f3fcc84713512d892b"}','a8bbdc3d2385e3a67b5cd5809d6696c7cbbedfd40af2e411e9bd8c3d43feb7b8');
INSERT INTO journal VALUES(14,1795435201000000,'card.uid','card/1','ilze','{"uid":"91ea67e855c23f69148746d73bf9c5d290227c0c4ab762f3fcc84713512d892b"}','259d0fff1c8e6b0ddfabc74a4837cea255d1a6803c071a349fe2eb5539bf67cb');
INSERT INTO journal VALUES(15,1795435201000000,'plastic.fed','plastic/2','ilze','{"purpose":"test-card","printer":"CR80 Card"}','9b8a2f14ccb4a0c8b5127bf3cf4a134c79029929b1c2ce5519b4e49169a778fb');
INSERT INTO journal VALUES(16,1795435201000000,'plastic.state','plastic/2','ilze','{"from":"queued","to":"printed"}','ffb6243340639e7dd70d642989ba244737750cc9e3312f0919ff7c4d1df2bd1e');
INSERT INTO journal VALUES(17,1795435201000000,'supply.add','supply/1','ilze','{"printer":"CR80 Card","kind":"ribbon","quantity":200,"name":"ad09a43bbfbf6e7526731aedb1d58fd52283fd263ddfec3a762646dd67d29af1"}','2c1caac0195396e89ee449405cb2834d53592a2163982ace960e5744667d0c5a');
INSERT INTO journal VALUES(18,1795435201000000,'outbox.add','outbox/1','ilze','{"card":1,"kind":"register","payload":"7d83a72f398bbc8dec4acb288a6d4385983392ace2435bdd257ddc42fcbff50a"}','b0f34da7b42a1c84e423adbe170fddca906894073f73567bd25ed14072adc24f');
INSERT INTO journal VALUES(19,1795435201000000,'photo.put','student/d6350195a6365d9f','ilze','{"photo":"1dcb7c3872a6cdd533f1453b4b1b7e7f147c1214aae55502bb97c0f43f6d0aaa"}','1468513c134b513910f19dd237ca23ea3e85212fb393166eb5413169233af061');
CREATE TABLE journal_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  id   INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;
INSERT INTO journal_head VALUES(1,19,'1468513c134b513910f19dd237ca23ea3e85212fb393166eb5413169233af061');
CREATE TABLE IF NOT EXISTS "plastics" (
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
INSERT INTO plastics VALUES(1,1,'card','CR80 Card','41',1,'ilze','04A1B2C3D4E5F6','printing',NULL,NULL,1795435201000000,1795435201000000);
INSERT INTO plastics VALUES(2,NULL,'test-card','CR80 Card',NULL,NULL,'ilze',NULL,'printed',NULL,NULL,1795435201000000,1795435201000000);
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
INSERT INTO supplies VALUES(1,'CR80 Card','ribbon',200,'YMCKO',2,'ilze',1795435201000000);
CREATE TABLE batches (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  reason        TEXT                  -- why it is paused or was cancelled
) STRICT;
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
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('plastics',2);
INSERT INTO sqlite_sequence VALUES('orders',1);
INSERT INTO sqlite_sequence VALUES('cards',1);
INSERT INTO sqlite_sequence VALUES('steps',2);
INSERT INTO sqlite_sequence VALUES('supplies',1);
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
CREATE INDEX plastics_of_card ON plastics (card_id, id);
CREATE INDEX plastics_by_state ON plastics (state, state_at);
CREATE INDEX plastics_of_printer ON plastics (printer, id);
CREATE INDEX plastics_judged ON plastics (printer, id) WHERE quality IS NOT NULL;
CREATE UNIQUE INDEX plastics_one_a_card ON plastics (card_id) WHERE card_id IS NOT NULL AND state <> 'failed';
CREATE TRIGGER plastics_stay BEFORE DELETE ON plastics
BEGIN
  SELECT RAISE (ABORT, 'every piece of plastic is accounted for');
END;
CREATE INDEX supplies_of_printer ON supplies (printer, kind, id);
CREATE UNIQUE INDEX batches_one_at_a_time ON batches ((1)) WHERE state IN ('running', 'paused');
CREATE INDEX batch_items_of_order ON batch_items (order_id) WHERE order_id IS NOT NULL;
COMMIT;
PRAGMA application_id = 1129796180;
PRAGMA user_version = 2;
