-- A history as the first released format holds it. Never edit: it stands for files out there.
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
PRAGMA application_id = 1953653104;
PRAGMA user_version = 1;
INSERT INTO event (at_millis, payload) VALUES
(1000, '{"event":"drill_answered","session":"3e8-7","question":"q1","version":2,"objective":"NET-01","response":{"kind":"choice","picked":["a","c"]},"earned":0,"possible":1,"misconceptions":["nacl-stateful"],"confidence":"sure","millis":4200}'),
(2000, '{"event":"drill_answered","session":"3e8-7","question":"q2","version":1,"objective":"NET-02","response":{"kind":"ordering","order":["b","a"]},"earned":1,"possible":1,"misconceptions":[],"confidence":null,"millis":1}'),
(3000, '{"event":"drill_answered","session":"3e8-7","question":"q3","version":1,"objective":"NET-02","response":{"kind":"matching","pairs":{"p":"r"}},"earned":1,"possible":1,"misconceptions":[],"confidence":"guess","millis":1}'),
(4000, '{"event":"drill_answered","session":"3e8-7","question":"q4","version":1,"objective":"PHI-01","response":{"kind":"reflection","text":"two\nlines","ticked":["t"],"contradicted":[]},"earned":3,"possible":8,"misconceptions":[],"confidence":"unsure","millis":1}'),
(5000, '{"event":"exam_started","session":"1388-9","pack":"core","pack_version":"1.0.0","seed":9,"questions":["q1","q2"],"limit_secs":600}'),
(6000, '{"event":"exam_answered","session":"1388-9","question":"q1","response":{"kind":"choice","picked":["b"]}}'),
(7000, '{"event":"exam_answered","session":"1388-9","question":"q1","response":null}'),
(8000, '{"event":"exam_flagged","session":"1388-9","question":"q2","on":true}'),
(9000, '{"event":"exam_struck","session":"1388-9","question":"q2","option":"d","on":true}'),
(10000, '{"event":"exam_submitted","session":"1388-9","reason":"time_up","results":[{"question":"q1","version":2,"objective":"NET-01","answered":false,"earned":0,"possible":1,"misconceptions":[]}]}'),
(11000, '{"event":"exam_abandoned","session":"1388-a"}'),
(12000, '{"event":"lab_graded","session":"2ee0-1","lab":"C01","version":1,"score":70,"max":100,"failed":["no-internet"],"misconceptions":["nat-is-endpoint"],"config":"region = \"us-east-1\"\n"}'),
(13000, '{"event":"lesson_read","lesson":"T1","version":1}');
