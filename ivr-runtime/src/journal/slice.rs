//! Reads a whole table in slices, because a long statement would hold up writers.

use sqlx::AnyConnection;

use crate::store::StoreError;

/// The number of rows in a slice.
const ROWS: i64 = 20_000;

/// The end of a slice of the steps.
pub(super) const OF_STEPS: &str =
    "SELECT at FROM ivr_steps WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2";

/// The end of a slice of the summaries.
pub(super) const OF_SUMMARIES: &str =
    "SELECT at FROM ivr_summaries WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2";

/// The end of the slice that begins at a time; `None` for the last one.
pub(super) async fn end(
    connection: &mut AnyConnection,
    sql: &'static str,
    start: i64,
) -> Result<Option<i64>, StoreError> {
    let end = sqlx::query_scalar(sql).bind(start).bind(ROWS);
    Ok(end.fetch_optional(connection).await?)
}
