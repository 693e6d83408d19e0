-- A history as the second released format holds it. Never edit: it stands for files out there.
PRAGMA journal_mode = WAL;
CREATE TABLE event (
    sequence  INTEGER PRIMARY KEY,
    at_millis INTEGER NOT NULL,
    payload   TEXT NOT NULL
) STRICT;
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
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE sequence = NEW.sequence)
BEGIN
    SELECT RAISE(ABORT, 'the history is append-only');
END;
ALTER TABLE event ADD COLUMN session TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(payload) THEN payload ->> '$.session' END) VIRTUAL;

CREATE INDEX event_by_session ON event (session);

-- Tells this history from every other one.
CREATE TABLE identity (id BLOB NOT NULL) STRICT;

INSERT INTO identity (id) VALUES (x'000102030405060708090a0b0c0d0e0f');
PRAGMA application_id = 1953653104;
PRAGMA user_version = 2;
INSERT INTO event (at_millis, payload) VALUES
(1000, '{"event":"drill_answered","session":"3e8-7","question":"q1","version":2,"objective":"NET-01","response":{"kind":"choice","picked":["a","c"]},"earned":0,"possible":1,"misconceptions":["nacl-stateful"],"confidence":"sure","millis":4200,"hinted":false,"purpose":"cram","stamp":{"offered":["nacl-stateful"],"group":"g","chance_permille":250}}'),
(2000, '{"event":"answer_undone","session":"3e8-7","question":"q1"}'),
(3000, '{"event":"lesson_read","lesson":"T1","version":1}');
