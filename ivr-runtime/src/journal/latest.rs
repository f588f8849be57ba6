//! Reads the journal for the pages: the latest calls, page by page, and the number of callers on each path. No
//! statement reads more than its result needs, however many calls there are.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Journal, now};
use crate::store::{Store, StoreError};

/// One line of a list of calls: when it was, who called, and where it led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOverview {
    /// The session's id.
    pub session_id: String,
    /// When its first event was answered, in microseconds since 1970.
    pub began: i64,
    /// When its latest event was answered, in microseconds since 1970.
    pub latest: i64,
    /// The name of its carrier, such as `twilio`.
    pub carrier: String,
    /// The caller's full number, if known.
    pub caller: Option<String>,
    /// The number of answered events.
    pub steps: i64,
    /// Where its latest event led: a state, `end` or `failed`; `None` without events.
    pub outcome: Option<String>,
    /// How the session ended, as reported by the platform; `None` until then.
    pub status: Option<String>,
    /// Its total duration, in seconds.
    pub seconds: Option<i64>,
}

impl CallOverview {
    /// Whether the call is probably still in progress: a call whose summary never came is eventually
    /// taken to have ended.
    pub fn is_live(&self) -> bool {
        let silent = now().saturating_sub(self.latest);
        let ended = matches!(self.outcome.as_deref(), None | Some("end" | "failed"));
        self.status.is_none() && silent < if ended { FAREWELL } else { LIVE }
    }
}

/// How many callers took each edge of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// The edges that somebody took.
    pub ways: Vec<Way>,
    /// The time of the latest step that is not counted, in microseconds since 1970; `None` if all are.
    pub cut: Option<i64>,
}

/// The number of times that callers took an edge of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The id of the state in which they were.
    pub state: String,
    /// Their input, as the journal records it.
    pub input: String,
    /// Where it led: the id of a state, `end` or `failed`.
    pub outcome: String,
    /// The number of times.
    pub count: i64,
}

/// The number of callers who are currently in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callers {
    /// The id of the state.
    pub state: String,
    /// The number of callers.
    pub count: i64,
}

/// Maximum number of steps that are counted by edge. The calls page counts anew whenever somebody calls, and
/// grouping so many takes some 10 ms.
const COUNTED: i64 = 15_000;
/// Maximum number of steps that are searched for callers. At 200 steps per second, it's those of 40 seconds.
const SEARCHED: i64 = 8_000;
/// How long a caller may take for the next step, in microseconds.
const LIVE: i64 = 30 * 60 * 1_000_000;
/// How long the last text of a call may take.
const FAREWELL: i64 = 60 * 1_000_000;

/// Condition: step `s` is the latest of its session.
const IS_LATEST: &str = "NOT EXISTS (SELECT 1 FROM ivr_steps AS n WHERE n.session_id = s.session_id \
     AND (n.at > s.at OR (n.at = s.at AND n.key > s.key)))";

/// Overviews of the calls in `calls`, each with its steps `f` and its summary `m`. One join serves the
/// whole list: for the first step of a single session, PostgreSQL may scan all steps from the oldest on,
/// for every call.
fn overviews(calls: &str) -> String {
    format!(
        "SELECT c.session_id, COALESCE(MIN(f.at), c.at), c.at, \
                COALESCE(MAX(f.carrier), m.carrier), COALESCE(MAX(f.caller), m.caller), COUNT(f.key), c.outcome, m.status, m.seconds \
         FROM ({calls}) AS c \
         LEFT JOIN ivr_steps AS f ON f.session_id = c.session_id \
         LEFT JOIN ivr_summaries AS m ON m.session_id = c.session_id \
         GROUP BY c.session_id, c.at, c.outcome, m.carrier, m.caller, m.status, m.seconds"
    )
}

impl Journal {
    /// The calls whose latest event came before `before`, latest first. A call that nobody
    /// picked up has only a summary.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn latest(
        store: &Store,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<CallOverview>, StoreError> {
        // In one statement: between two, a call might get its first step, and neither would return
        // it. Few summaries have no steps, so only those are scanned that came since the oldest call of the
        // page.
        let sql = format!(
            "WITH heard AS (SELECT s.session_id, s.at, s.outcome FROM ivr_steps AS s \
                 WHERE s.at < $1 AND {IS_LATEST} ORDER BY s.at DESC LIMIT $2), \
             unheard AS (SELECT s.session_id, s.at, NULL AS outcome FROM ivr_summaries AS s \
                 WHERE s.at < $1 \
                       AND s.at >= (SELECT CASE WHEN COUNT(*) < $2 THEN 0 ELSE MIN(at) END FROM heard) \
                       AND NOT EXISTS (SELECT 1 FROM ivr_steps AS n WHERE n.session_id = s.session_id) \
                 ORDER BY s.at DESC LIMIT $2) \
             {}",
            overviews("SELECT * FROM heard UNION ALL SELECT * FROM unheard")
        );
        let mut calls = sqlx::query(AssertSqlSafe(sql))
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .try_map(|row: AnyRow| {
                Ok(CallOverview {
                    session_id: row.try_get(0)?,
                    began: row.try_get(1)?,
                    latest: row.try_get(2)?,
                    carrier: row.try_get(3)?,
                    caller: row.try_get(4)?,
                    steps: row.try_get(5)?,
                    outcome: row.try_get(6)?,
                    status: row.try_get(7)?,
                    seconds: row.try_get(8)?,
                })
            })
            .fetch_all(&mut *store.browse().await?)
            .await?;
        calls.sort_by(|a, b| (b.latest, &a.session_id).cmp(&(a.latest, &b.session_id)));
        calls.truncate(limit as usize);
        Ok(calls)
    }

    /// How many callers took each path since a time, in microseconds since 1970, among the latest 15,000 steps.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn traffic(store: &Store, since: i64) -> Result<Traffic, StoreError> {
        let mut connection = store.browse().await?;
        let cut = sqlx::query_scalar(
            "SELECT at FROM ivr_steps WHERE at >= $1 ORDER BY at DESC LIMIT 1 OFFSET $2",
        )
        .bind(since)
        .bind(COUNTED)
        .fetch_optional(&mut *connection)
        .await?;
        let ways = sqlx::query(
            "SELECT state, input, outcome, COUNT(*) FROM (SELECT state, input, outcome \
                 FROM ivr_steps WHERE at >= $1 ORDER BY at DESC LIMIT $2) AS s \
             GROUP BY state, input, outcome ORDER BY state, input, outcome",
        )
        .bind(since)
        .bind(COUNTED)
        .try_map(|row: AnyRow| {
            Ok(Way {
                state: row.try_get(0)?,
                input: row.try_get(1)?,
                outcome: row.try_get(2)?,
                count: row.try_get(3)?,
            })
        });
        let ways = ways.fetch_all(&mut *connection).await?;
        Ok(Traffic { ways, cut })
    }

    /// Where callers are now, in calls that have not ended and that took one of the latest 8,000 steps.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn callers(store: &Store) -> Result<Vec<Callers>, StoreError> {
        // The latest step of a call that took one of these is among them. PostgreSQL would compare with
        // all steps and summaries, if the calls were not that few.
        let callers = sqlx::query(
            "SELECT s.outcome, COUNT(*) FROM (SELECT session_id, outcome, \
                     ROW_NUMBER() OVER (PARTITION BY session_id ORDER BY at DESC, key DESC) AS back \
                 FROM (SELECT session_id, key, at, outcome FROM ivr_steps \
                     WHERE at >= $1 ORDER BY at DESC LIMIT $2) AS r) AS s \
             WHERE s.back = 1 AND s.outcome NOT IN ('end', 'failed') \
                   AND NOT EXISTS (SELECT 1 FROM ivr_summaries AS m WHERE m.session_id = s.session_id) \
             GROUP BY s.outcome ORDER BY s.outcome",
        )
        .bind(now().saturating_sub(LIVE))
        .bind(SEARCHED)
        .try_map(|row: AnyRow| {
            Ok(Callers {
                state: row.try_get(0)?,
                count: row.try_get(1)?,
            })
        });
        Ok(callers.fetch_all(&mut *store.browse().await?).await?)
    }

    /// A version of the journal's contents, which changes with every step and every summary.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn version(store: &Store) -> Result<(i64, i64), StoreError> {
        let version = sqlx::query_as(
            "SELECT COALESCE((SELECT MAX(at) FROM ivr_steps), 0), \
                    COALESCE((SELECT MAX(at) FROM ivr_summaries), 0)",
        );
        Ok(version.fetch_one(&mut *store.browse().await?).await?)
    }
}
