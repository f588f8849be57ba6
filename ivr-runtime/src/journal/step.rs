//! A step of a call, and its row.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::menu::label::InputLabel;

/// Maximum number of steps in one statement.
const ROWS: usize = 64;

/// Maximum length of a name that is stored unchanged, in bytes. The platform's names have 36.
const LONGEST: usize = 128;

/// One event and its outcome.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The event's name; a second step with the same name is not stored.
    pub(crate) key: String,
    /// The call's session.
    pub(crate) session: String,
    /// When it was answered, in microseconds since 1970.
    pub(crate) at: i64,
    /// The carrier that it came by.
    pub(crate) carrier: &'static str,
    /// The caller's number, if known.
    pub(crate) caller: Option<String>,
    /// The state's id that the event carried.
    pub(crate) state: &'static str,
    /// What the caller did.
    pub(crate) input: InputLabel,
    /// The next state, `end`, or `failed`.
    pub(crate) outcome: &'static str,
}

impl Step {
    /// Shortens names as they are stored, so that the queue is bounded in bytes too.
    pub(super) fn bounded(mut self) -> Self {
        bound(&mut self.key);
        bound(&mut self.session);
        self.caller.iter_mut().for_each(bound);
        self
    }
}

/// Inserts steps, except those that exist.
pub(super) async fn insert(connection: &mut AnyConnection, steps: &[Step]) -> sqlx::Result<()> {
    let mut full = None;
    for some in steps.chunks(ROWS) {
        let sql = match some.len() {
            // The statement is the same for all chunks of a batch but the last.
            ROWS => Arc::clone(full.get_or_insert_with(|| statement(ROWS))),
            rows => statement(rows),
        };
        // Frequent statements stay prepared.
        let is_common = matches!(some.len(), 1 | ROWS);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(is_common);
        for step in some {
            query = query
                .bind(kept(&step.key).as_ref())
                .bind(kept(&step.session).as_ref())
                .bind(step.at)
                .bind(step.carrier)
                .bind(step.caller.as_deref().map(kept).as_deref())
                .bind(step.state)
                .bind(step.input.as_str())
                .bind(step.outcome);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The statement that inserts this many rows.
fn statement(rows: usize) -> Arc<str> {
    let row = |row: usize| {
        let places: Vec<_> = (1..=8).map(|at| format!("${}", row * 8 + at)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    let sql = format!(
        "INSERT INTO ivr_steps (key, session_id, at, carrier, caller, state, input, outcome) \
         VALUES {} ON CONFLICT (session_id, key) DO NOTHING",
        rows.join(", ")
    );
    sql.into()
}

/// A name as the journal stores it. One longer than any platform's is replaced by its digest: indexes
/// don't accept long keys, and queued names must not take unbounded memory. NUL is removed, because
/// PostgreSQL does not accept it.
pub(super) fn kept(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return match name.contains('\0') {
            true => name.replace('\0', "").into(),
            false => name.into(),
        };
    }
    let digest = digest(&SHA256, name.as_bytes());
    format!("sha256:{}", URL_SAFE_NO_PAD.encode(digest)).into()
}

/// Converts a text to its stored form.
fn bound(text: &mut String) {
    if let Cow::Owned(short) = kept(text) {
        *text = short;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_kept_as_short_ones_that_differ() {
        let (one, other) = ("x".repeat(9_000) + "1", "x".repeat(9_000) + "2");
        assert_ne!(kept(&one), kept(&other));
        assert!(kept(&one).len() < LONGEST);
        assert_eq!(kept(&kept(&one)), kept(&one));
        assert_eq!(kept("a4fad4b3"), "a4fad4b3");
    }

    #[test]
    fn no_name_has_a_sign_that_a_database_refuses() {
        assert_eq!(kept("a\0b\0"), "ab");
        let mut name = "\0a".to_owned();
        bound(&mut name);
        assert_eq!(name, "a");
        assert!(!kept(&"\0".repeat(9_000)).contains('\0'));
    }
}
