-- `choice` is what the caller chose in `session_id`: one call can choose one thing once,
-- however often the platform tells us of it.
CREATE TABLE bookings (
    session_id TEXT NOT NULL,
    choice TEXT NOT NULL,
    day TEXT NOT NULL,
    caller TEXT,
    made_at TEXT NOT NULL,
    moved_by TEXT,
    PRIMARY KEY (session_id, choice)
);
CREATE INDEX bookings_by_day ON bookings (day);
CREATE INDEX bookings_by_caller ON bookings (caller, day);
CREATE TABLE booking_days (day TEXT PRIMARY KEY);
