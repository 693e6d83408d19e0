-- One row per fact; the payload is the event as JSON.
CREATE TABLE event (
    sequence  INTEGER PRIMARY KEY,
    at_millis INTEGER NOT NULL,
    payload   TEXT NOT NULL
) STRICT;

-- For people who look at the file: when, what, in which sitting.
CREATE VIEW fact AS
SELECT
    sequence,
    datetime(at_millis / 1000, 'unixepoch') AS at,
    payload ->> '$.event' AS kind,
    payload ->> '$.session' AS session,
    payload
FROM event;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;

-- INSERT OR REPLACE deletes without firing the trigger above.
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE sequence = NEW.sequence)
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;
