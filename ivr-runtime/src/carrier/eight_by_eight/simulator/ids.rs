//! Ids for sessions, legs and events.

use uuid::Uuid;

/// An id that looks like the platform's and is unique across runs, because a server remembers the
/// events it has seen.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}
