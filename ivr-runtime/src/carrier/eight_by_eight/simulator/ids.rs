//! Names for sessions, legs and events.

use uuid::Uuid;

/// A name that looks like the platform's, and that no other run has given: a server remembers the
/// events it has seen.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}
