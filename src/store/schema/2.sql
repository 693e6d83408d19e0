-- The facts of one sitting are found without reading the others. A payload that is no JSON belongs to
-- none; it is reported where facts are read.
ALTER TABLE event ADD COLUMN session TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(payload) THEN payload ->> '$.session' END) VIRTUAL;

CREATE INDEX event_by_session ON event (session);

-- Tells this history from every other one.
CREATE TABLE identity (id BLOB NOT NULL) STRICT;

INSERT INTO identity (id) VALUES (randomblob(16));
