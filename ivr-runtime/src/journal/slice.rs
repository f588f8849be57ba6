//! Reading a whole table a slice at a time: what is written meanwhile needs what a long statement holds.

use sqlx::AnyConnection;

use crate::store::StoreError;

/// The number of rows in a slice.
const ROWS: i64 = 20_000;

/// Where a slice of the steps ends.
pub(super) const OF_STEPS: &str =
    "SELECT at FROM ivr_steps WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2";

/// Where a slice of the summaries ends.
pub(super) const OF_SUMMARIES: &str =
    "SELECT at FROM ivr_summaries WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2";

/// Where a slice ends that begins at a time; `None` for the last one.
pub(super) async fn end(
    connection: &mut AnyConnection,
    sql: &'static str,
    start: i64,
) -> Result<Option<i64>, StoreError> {
    let end = sqlx::query_scalar(sql).bind(start).bind(ROWS);
    Ok(end.fetch_optional(connection).await?)
}
