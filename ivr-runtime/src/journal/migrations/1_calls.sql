CREATE TABLE ivr_answers (
    key TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    body TEXT
);
CREATE INDEX ivr_answers_by_age ON ivr_answers (claimed_at);
CREATE TABLE ivr_steps (
    session_id TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    carrier TEXT NOT NULL,
    caller TEXT,
    state TEXT NOT NULL,
    input TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (session_id, key)
);
CREATE INDEX ivr_steps_by_time ON ivr_steps (at, state, input, outcome);
CREATE TABLE ivr_summaries (
    session_id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    carrier TEXT NOT NULL,
    status TEXT,
    caller TEXT,
    seconds BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX ivr_summaries_by_time ON ivr_summaries (at);
CREATE TABLE ivr_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
