-- One row per fact. The payload is the event as JSON; kind and session are read out of it.
CREATE TABLE event (
    sequence  INTEGER PRIMARY KEY,
    at_millis INTEGER NOT NULL,
    payload   TEXT NOT NULL,
    kind      TEXT GENERATED ALWAYS AS (json_extract(payload, '$.event')) VIRTUAL,
    session   TEXT GENERATED ALWAYS AS (json_extract(payload, '$.session')) VIRTUAL
) STRICT;

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
