-- Version 1 of a store file. Facts are appended, never changed; everything else can be computed
-- anew from them, except snapshots, which are a convenience.

-- One row a fact. `chain` is the BLAKE3 of the chain before it and `bytes`. `checksum` is the
-- CRC-32 of all other columns. The first fact of a batch with a key carries the key and how many
-- facts the batch has.
CREATE TABLE fact (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  tags TEXT NOT NULL,
  bytes BLOB NOT NULL,
  chain BLOB NOT NULL,
  key TEXT,
  key_facts INTEGER,
  checksum INTEGER NOT NULL
) STRICT;

-- The end of the log when it was last closed: it never becomes shorter.
CREATE TABLE closing (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  chain BLOB NOT NULL,
  durability TEXT NOT NULL
) STRICT;

-- Where each type and tag stands, as of a position, so that opening need not read the log.
CREATE TABLE index_snapshot (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  bytes BLOB NOT NULL,
  digest BLOB NOT NULL
) STRICT;

-- States of projections, as of a position.
CREATE TABLE snapshot (
  projection TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (projection, version, position)
) STRICT, WITHOUT ROWID;

-- For people: the attributes of each event, where the bytes of a fact are JSON. Nothing here reads
-- the views.
CREATE VIEW events AS
SELECT
  position,
  kind AS type,
  json ->> '$.subject' AS subject,
  json ->> '$.time' AS time,
  json ->> '$.recordedtime' AS recorded,
  json ->> '$.actor' AS actor,
  json ->> '$.seat' AS seat,
  json ->> '$.releasableto' AS releasable_to,
  json ->> '$.basis' AS basis,
  CAST(json ->> '$.cause' AS INTEGER) AS cause,
  tags,
  json -> '$.data' AS data
FROM (
  SELECT position, kind, tags, CASE WHEN json_valid(text) THEN text END AS json
  FROM (SELECT position, kind, tags, CAST(bytes AS TEXT) AS text FROM fact)
);

-- One row for each incident that an event is tagged with.
CREATE VIEW by_incident AS
SELECT
  substr(tag.value, length('incident:') + 1) AS incident,
  events.*
FROM events, json_each('[' || replace(json_quote(events.tags), ' ', '","') || ']') AS tag
WHERE tag.value GLOB 'incident:*';

-- One row for each deadline: what became of it last, and where in the log that stands.
CREATE VIEW deadlines AS
SELECT
  data ->> '$.clock' AS clock,
  data ->> '$.subject' AS subject,
  substr(type, length('clock.') + 1) AS state,
  data ->> '$.due_at' AS due,
  time,
  max(position) AS position
FROM events
WHERE type GLOB 'clock.*'
GROUP BY data ->> '$.clock', data ->> '$.subject';
