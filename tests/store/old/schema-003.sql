-- SPDX-FileCopyrightText: 2026 The Cardwright authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A database as schema 003 wrote it: one student with an open order whose card is being printed, one who
-- was erased, messages of each state, a card made elsewhere, rules of keeping, a signed head of a day. The
-- photo lies under a toy of a cipher. Written by sqlite3's .dump; the people are invented. Never edited.
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
, registered_esi TEXT, left_at TEXT, erased_at INTEGER) STRICT;
INSERT INTO students VALUES(1,'lbtu/LF23001','lbtu','LF23001','Anna','Bērziņa','LF23001@students.example','Forest Ecology','MASTER','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','urn:schac:personaluniquecode:int:esi:lbtu.lv:lf23001','2029-08-31','berzina anna lf23001',NULL,NULL,NULL);
INSERT INTO students VALUES(2,'erased:3A8681B364B30297','lbtu',NULL,NULL,NULL,NULL,NULL,'NONE',NULL,NULL,NULL,'',NULL,NULL,1795435201000000);
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
, key_label TEXT, key_version INTEGER) STRICT;
INSERT INTO photos VALUES('lbtu/LF23001',X'0134356238366261363231643739373364386536643063616633343563623630393935633739353165363837323961386334656634343337396463313531356534a483a4bb7b35347b293e3a377b2b32382f2e293e','store/photos',1);
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
  CHECK (reissue_reason IS NULL OR reissue_reason IN ('lost', 'stolen', 'damaged', 'badly-printed', 'chip-dead', 'data-changed', 'other')), reissue_text TEXT, replaces INTEGER REFERENCES cards (id), erased_at INTEGER,
  CHECK ((outcome IS NULL) = (closed_at IS NULL))
) STRICT;
INSERT INTO orders VALUES(1,'lbtu/LF23001','lbtu-chip','ilze',1795435200000000,NULL,NULL,'{"full_name":"Anna Bērziņa"}','aa','bb',NULL,NULL,NULL,NULL,NULL);
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
, state_at INTEGER) STRICT;
INSERT INTO cards VALUES(1,1,'lbtu/LF23001','lbtu','lbtu-chip','5bbd3400-d480-103f-8e0b-001999893752','04A1B2C3D4E5F6','printing',NULL,'2026-11-23','2029-08-31',1795435201000000);
CREATE TABLE journal (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  act           TEXT NOT NULL CHECK (act <> ''),
  subject       TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  details       TEXT NOT NULL CHECK (details <> ''),
  hash          TEXT NOT NULL CHECK (length (hash) = 64)
, station TEXT) STRICT;
INSERT INTO journal VALUES(1,1795435200000000,'institution.put','institution','ilze','{"institution":"lbtu","pic":"999893752","after":"13f5470ed22c9effd8a5616231a7d924a4bcc563052b1b11d967190939f4f3d2"}','766063ee444508a4352dd050f2dec9780c65890efdac1e804f0a49d6b08c4676','001 Desk in the hall');
INSERT INTO journal VALUES(2,1795435200000000,'profile.put','profile','ilze','{"profile":"lbtu-chip","steps":"reserve,layout,print,encode,verify,register,hand-over","chip_plan":"esc","after":"1b431acb1ac0fd2d737e74192daf1d0d808cc51bbd579d4b8a0da8cbb8b1ed7e"}','1939d610413af7e48da0c204f974c442746103501c454c8d7511921fffaacd50','001 Desk in the hall');
INSERT INTO journal VALUES(3,1795435200000000,'student.put','student/d6350195a6365d9f','ilze','{"institution":"lbtu","after":"2d79136764d8017401f1d703f928c9a4a002d21fee58f4bc5f24b6df00018881"}','3a3d8641107ce552fc43d1a820012b93c67e8fffc497609685e5c8e22bea7ba9','001 Desk in the hall');
INSERT INTO journal VALUES(4,1795435200000000,'order.add','order/1','ilze','{"student":"d6350195a6365d9f","profile":"lbtu-chip","record":"aa","template":"bb"}','8d1c0525dd9ff77169d8dbf9144b95239ce7bda3d51a997b897a564b17b8a2d1','001 Desk in the hall');
INSERT INTO journal VALUES(5,1795435200000000,'number.take','number/999893752/001','ilze','{"escn":"c1de3aeec56b84dc2cc5c553d3415726f8e9d5211d1d36401a92edfe707d2f80"}','fc6deffdef83cb3e2eebaa7224faa57e8bfbe4099a14e7e040c9b45413489456','001 Desk in the hall');
INSERT INTO journal VALUES(6,1795435200000000,'card.reserve','card/1','ilze','{"order":1,"student":"d6350195a6365d9f","escn":"c1de3aeec56b84dc2cc5c553d3415726f8e9d5211d1d36401a92edfe707d2f80","state":"reserved"}','1e8a9547d830744e9c845c212581b29d0173fc730d3b7bc082b9ce49de4dbeed','001 Desk in the hall');
INSERT INTO journal VALUES(7,1795435200000000,'step.start','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}','36fcace4aee1df9167698fa49da70e44985374001d1e1d109905e7060625ec9c','001 Desk in the hall');
INSERT INTO journal VALUES(8,1795435201000000,'step.done','order/1','ilze','{"step":1,"kind":"reserve","attempt":1,"evidence":"b81bf573c26eb20c8c186e68b04abc9c0c32561ee329ce931c98984e2bb71add"}','724af0f7fbd1c26ec4b288639d4eb23f0830d9688ee9fccc082f1fdc04136478','001 Desk in the hall');
INSERT INTO journal VALUES(9,1795435201000000,'step.start','order/1','ilze','{"step":2,"kind":"print","attempt":1,"evidence":"78b81804dd5a8e076d1f97895c0a8e30d92e96ab5f462aa2f8119a7c67dcbb34"}','40b1284321f5acc67a618256456e868c81067bbb7f34b92e48f8195ce1d6daf7','001 Desk in the hall');
INSERT INTO journal VALUES(10,1795435201000000,'plastic.fed','plastic/1','ilze','{"card":1,"printer":"CR80 Card"}','f5761369fd1c1b468de62d69bf546bb51a8c72a718917b3ca02d4eb6d58e2ae4','001 Desk in the hall');
INSERT INTO journal VALUES(11,1795435201000000,'card.state','card/1','ilze','{"from":"reserved","to":"printing"}','cb942603fdff1f7010e80c9d40fde4cb2bd02707432ce9b18521a63f7d9b5f1b','001 Desk in the hall');
INSERT INTO journal VALUES(12,1795435201000000,'plastic.note','plastic/1','ilze','{"job":"41"}','89ae4f5b6a6e7e3eca7e8e68cf2efb722783f19540b3362d861f57cfe721959e','001 Desk in the hall');
INSERT INTO journal VALUES(13,1795435201000000,'plastic.state','plastic/1','ilze','{"card":1,"from":"queued","to":"printing","uid":"91ea67e855c23f69148746d73bf9c5d290227c0c4ab762f3fcc84713512d892b"}','8cccf0d9d56d89c7183e26bb7ca83b3a488074e4da311f38955f668d1eccb9c8','001 Desk in the hall');
INSERT INTO journal VALUES(14,1795435201000000,'card.uid','card/1','ilze','{"uid":"91ea67e855c23f69148746d73bf9c5d290227c0c4ab762f3fcc84713512d892b"}','a17e73bdf8d1317b0dbedb16c2fed03aa56d2560fd71bbab07ece5ebca373f11','001 Desk in the hall');
INSERT INTO journal VALUES(15,1795435201000000,'plastic.fed','plastic/2','ilze','{"purpose":"test-card","printer":"CR80 Card"}','0102da6cb9207c4d8998a65bd2e22926f281b1ec4eaa82faa4860431d2114c11','001 Desk in the hall');
INSERT INTO journal VALUES(16,1795435201000000,'plastic.state','plastic/2','ilze','{"from":"queued","to":"printed"}','44d507a208edb85c56ce6e6b4bd8951ef75bfa5cfdd60e2542c90a82263283f0','001 Desk in the hall');
INSERT INTO journal VALUES(17,1795435201000000,'supply.add','supply/1','ilze','{"printer":"CR80 Card","kind":"ribbon","quantity":200,"name":"ad09a43bbfbf6e7526731aedb1d58fd52283fd263ddfec3a762646dd67d29af1"}','dc60e3ad520b896b2d55257040e49a8fca7a69dd698041ecc5c9f8a5488c6911','001 Desk in the hall');
INSERT INTO journal VALUES(18,1795435201000000,'photo.put','student/d6350195a6365d9f','ilze','{"after":"1dcb7c3872a6cdd533f1453b4b1b7e7f147c1214aae55502bb97c0f43f6d0aaa"}','3596bd2d891780f3ed52293675941cc7cb135e70fcc4881bd172eaef6a032a79','001 Desk in the hall');
INSERT INTO journal VALUES(19,1795435201000000,'outbox.add','outbox/1','ilze','{"card":1,"kind":"register","payload":"7d83a72f398bbc8dec4acb288a6d4385983392ace2435bdd257ddc42fcbff50a"}','0eea095442cc46e5655066ac43bf233358f418c37b762454cd90a7841838f4c3','001 Desk in the hall');
INSERT INTO journal VALUES(20,1795435201000000,'student.put','student/13b1a9d709bcdcd3','ilze','{"institution":"lbtu","after":"68466aaf595c1ed76ecf608b665576fe2c48fe52ff4678b85587f9a60eb852c8"}','beab7a234e1f36bf645771030b8bd43d479de5531c400670d3baf266282f3acc','001 Desk in the hall');
INSERT INTO journal VALUES(21,1795435201000000,'outbox.add','outbox/2','ilze','{"kind":"person","payload":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}','77fce449c88adfd3cb3008eb42de81b33a36211e3d05be4d1f942d40678086f3','001 Desk in the hall');
INSERT INTO journal VALUES(22,1795435201000000,'outbox.sent','outbox/2','ilze','{"card":0,"from":"waiting","to":"sent","attempts":1,"answer":"7cd85494eb375cc958155aca095fd0bae01e24f777c4ce4059e2edb82324618c"}','eb3d826bc2d39996c302bf04e56bcda23de42f60be37948a7f1af42307a0a391','001 Desk in the hall');
INSERT INTO journal VALUES(23,1795435201000000,'outbox.add','outbox/3','ilze','{"kind":"person","payload":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}','f8ecdde62506f22c6304cdbe97ac18f38d0924919ccc22981ab38407093259c9','001 Desk in the hall');
INSERT INTO journal VALUES(24,1795435201000000,'outbox.refused','outbox/3','ilze','{"card":0,"from":"waiting","to":"refused","attempts":1,"answer":"351eb5e86a5773bbf988873ab32c3fa564da183935dfa06283c2bc6299ea1670"}','f67a4ccbf08cbbb4efda410dba37c2ce19372683c9eac8753b61d69b9a7c8d39','001 Desk in the hall');
INSERT INTO journal VALUES(25,1795435201000000,'outbox.given-up','outbox/3','ilze','{"from":"refused","to":"given-up","reason":"24a1cb455178aaed591fc281ad3433a293d9dcf42c7639737690370ea9f8dea8"}','0795400092e114f0bfe44d3353d8b3d53b4a164e49b5464f59655f1297f8c743','001 Desk in the hall');
INSERT INTO journal VALUES(26,1795435201000000,'batch.begin','batch/1','ilze','{"name":"e0906c2d6dc6d5263762d7ee5895e0544c326c26fb7f4f3163cde2d20b8f068f","cards":1}','9b20a4f22a5e4fca9cb45ace7edad5125948395f01f073b206d1fdf4fbd41b04','001 Desk in the hall');
INSERT INTO journal VALUES(27,1795435201000000,'batch.state','batch/1','ilze','{"from":"running","to":"cancelled","reason":"a31796a5312f4b3b51830c025f048959002aa1f5461c3a8bcabc859d2119abca"}','3dfd2b501b4658496b2782c7aca9084c3a418291baded47c42ff00465b739a2d','001 Desk in the hall');
INSERT INTO journal VALUES(28,1795435201000000,'retention.set','retention','ilze','{"institution":"lbtu","what":"photo","from":-1,"to":90}','35ffd5f8b44dffb0a41dba6c3fce86c232b49aaefa703692d39b87fd4ef60aa1','001 Desk in the hall');
INSERT INTO journal VALUES(29,1795435201000000,'retention.set','retention','ilze','{"institution":"lbtu","what":"orders","from":-1,"to":730}','822193e1c30b869d4029abf25f905b0bfb9df1c97f4672c7453c3eaddb4071ca','001 Desk in the hall');
INSERT INTO journal VALUES(30,1795435201000000,'card.elsewhere','number/77c78000-d3c3-11ed-8007-002999893752','ilze','{"institution":"lbtu"}','e316906b3e517801add2d385baea7f93908e5bfc6a266c81389081ad0ae3d267','001 Desk in the hall');
INSERT INTO journal VALUES(31,1795435201000000,'student.erase','student/13b1a9d709bcdcd3','ilze','{"institution":"lbtu","tombstone":"53057880c8816a48","by":"rule"}','ddb5d33e85eb7c2caf266c2a5bf4e7d79c6311248979163c8fd925ef71f8b7cc','001 Desk in the hall');
INSERT INTO journal VALUES(32,1795528801000000,'station.open','station','ilze','{}','43c8930bf23e75837b8f8d9d12e05072165b9f3a096bd3cdcad4e5288cfa1034','001 Desk in the hall');
INSERT INTO journal VALUES(33,1795528801000000,'journal.sign','journal/2026-11-23','ilze','{"entry":31,"hash":"ddb5d33e85eb7c2caf266c2a5bf4e7d79c6311248979163c8fd925ef71f8b7cc","algorithm":"ed25519","key":"store/journal","version":1,"public_key":"3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9","signature":"a8ae6e6ee929abea3afcfc5258c8ccd6f85273e0d4626d26c7279f3250f77c8e"}','cd4c79fab0590726968f621b36e6ad203ab8ca86bdfae3b4de0a101dea7854ed','001 Desk in the hall');
CREATE TABLE journal_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  id   INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length (hash) = 64)
) STRICT;
INSERT INTO journal_head VALUES(1,33,'cd4c79fab0590726968f621b36e6ad203ab8ca86bdfae3b4de0a101dea7854ed');
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
INSERT INTO batches VALUES(1,'Autumn','ilze',1795435201000000,'cancelled','tried out');
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
INSERT INTO batch_items VALUES(1,1,'lbtu/LF23001','lbtu-chip',NULL,'skipped','The batch was cancelled before this card was begun.');
CREATE TABLE IF NOT EXISTS "outbox" (
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
INSERT INTO outbox VALUES(1,1,'lbtu/LF23001','lbtu','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','register','{"cardStatus":"ACTIVE"}',1795435201000000,1795435200000000,0,NULL,'waiting',NULL,NULL);
INSERT INTO outbox VALUES(2,NULL,'lbtu/LF23001','lbtu','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','person','{}',1795435201000000,1795435200000000,1,NULL,'sent','{"status":200}',NULL);
INSERT INTO outbox VALUES(3,NULL,'lbtu/LF23001','lbtu','urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001','person','{}',1795435201000000,1795435200000000,1,'The register refuses the e-mail address.','given-up','{"status":400}','entered by hand');
CREATE TABLE cards_elsewhere (
  escn           TEXT PRIMARY KEY NOT NULL CHECK (length (escn) = 36),
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  noted_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO cards_elsewhere VALUES('77c78000-d3c3-11ed-8007-002999893752','lbtu',1795435201000000);
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
INSERT INTO journal_signatures VALUES('2026-11-23',31,'ddb5d33e85eb7c2caf266c2a5bf4e7d79c6311248979163c8fd925ef71f8b7cc','ed25519','store/journal',1,X'3031323334353637383961626364656630313233343536373839616263646566',X'30313233343536373839616263646566303132333435363738396162636465663031323334353637383961626364656630313233343536373839616263646566',1795528801000000);
CREATE TABLE retention (
  institution_id TEXT NOT NULL REFERENCES institutions (id),
  what           TEXT NOT NULL CHECK (what IN ('photo', 'record', 'orders')),
  days           INTEGER NOT NULL CHECK (days >= 0),
  PRIMARY KEY (institution_id, what)
) STRICT, WITHOUT ROWID;
INSERT INTO retention VALUES('lbtu','orders',730);
INSERT INTO retention VALUES('lbtu','photo',90);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('plastics',2);
INSERT INTO sqlite_sequence VALUES('outbox',3);
INSERT INTO sqlite_sequence VALUES('orders',1);
INSERT INTO sqlite_sequence VALUES('cards',1);
INSERT INTO sqlite_sequence VALUES('steps',2);
INSERT INTO sqlite_sequence VALUES('supplies',1);
INSERT INTO sqlite_sequence VALUES('batches',1);
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
CREATE INDEX outbox_owed ON outbox (person, id) WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_of_card ON outbox (card_id, id) WHERE card_id IS NOT NULL;
CREATE INDEX outbox_of_student ON outbox (student_id, id);
CREATE INDEX cards_by_state ON cards (state, id);
CREATE INDEX cards_of_institution ON cards (institution_id, id);
CREATE INDEX cards_by_expiry ON cards (expires_at) WHERE state IN ('issued', 'suspended', 'lost');
CREATE INDEX students_erased ON students (erased_at) WHERE erased_at IS NOT NULL;
CREATE TRIGGER students_keep_their_esi BEFORE UPDATE OF esi ON students
WHEN OLD.registered_esi IS NOT NULL AND NEW.registered_esi IS NOT NULL AND (NEW.esi IS NULL OR lower (NEW.esi) <> lower (OLD.registered_esi))
BEGIN
  SELECT RAISE (ABORT, 'a registered ESI is kept');
END;
CREATE INDEX batch_items_of_student ON batch_items (student_id);
CREATE INDEX photos_by_key ON photos (key_label, key_version, student_id);
CREATE INDEX journal_of_subject ON journal (subject, id);
CREATE INDEX journal_signatures_of_entry ON journal_signatures (entry, day);
CREATE TRIGGER journal_signatures_are_not_changed BEFORE UPDATE ON journal_signatures
BEGIN
  SELECT RAISE (ABORT, 'a signature is not changed');
END;
CREATE TRIGGER journal_signatures_stay BEFORE DELETE ON journal_signatures
BEGIN
  SELECT RAISE (ABORT, 'a signature is not taken back');
END;
COMMIT;
PRAGMA application_id = 1129796180;
PRAGMA user_version = 3;
