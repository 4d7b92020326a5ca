-- Version 2 of a store file. Facts are appended, never changed; everything else can be computed
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

-- The end of the log when it was last closed, or after the last batch of a bulk load: it never
-- becomes shorter.
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

-- One row for each deadline: what became of it, and where in the log that stands and it was armed.
-- One that is armed again is another deadline. A correction moves the instant at which one is due;
-- one that was missed or had struck and gets time by that is open again.
CREATE VIEW deadlines AS
WITH
  -- Each event of a clock, with where the deadline that it is about was armed.
  step AS (
    SELECT
      position,
      type,
      time < data ->> '$.due_at' AS early,
      max(position) FILTER (WHERE type = 'clock.armed') OVER (
        PARTITION BY data ->> '$.clock', data ->> '$.subject' ORDER BY position
      ) AS armed
    FROM events
    WHERE type GLOB 'clock.*'
  ),
  -- Where the last of each sort stands: what set the due instant, what ended it, what gave time.
  deadline AS (
    SELECT
      armed,
      max(position) FILTER (WHERE type IN ('clock.armed', 'clock.recomputed')) AS moved,
      max(position) FILTER (
        WHERE type IN ('clock.met', 'clock.missed', 'clock.struck', 'clock.cancelled')
      ) AS ended,
      max(position) FILTER (WHERE type = 'clock.recomputed' AND early) AS given,
      max(position) FILTER (WHERE type = 'clock.found-late') AS found_late
    FROM step
    WHERE armed IS NOT NULL
    GROUP BY armed
  )
SELECT
  moved.data ->> '$.clock' AS clock,
  moved.data ->> '$.subject' AS subject,
  iif(stands.position = moved.position, 'open', substr(stands.type, length('clock.') + 1)) AS state,
  moved.data ->> '$.due_at' AS due,
  stands.time,
  stands.position,
  armed,
  coalesce(stands.data ->> '$.late_by_revision', moved.position < found_late, 0) AS late_by_revision
FROM deadline
JOIN events AS moved ON moved.position = deadline.moved
LEFT JOIN events AS ended ON ended.position = deadline.ended
JOIN events AS stands ON stands.position = CASE
  WHEN ended.type IN ('clock.missed', 'clock.struck') AND ended.position < given THEN moved.position
  ELSE coalesce(ended.position, moved.position)
END;
