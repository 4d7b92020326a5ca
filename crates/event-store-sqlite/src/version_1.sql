-- What is other in version 1 of a store file: a view that took a deadline that was armed again for
-- the same one, and a correction for an outcome.
DROP VIEW deadlines;

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
