//! The application's lists, as panels of the calls page.

use std::future::Future;
use std::pin::Pin;

use serde_json::json;
use warp::reply::Response;

use super::PageError;
use crate::application::{Application, Listing, Table};

/// Maximum number of rows shown. The `list` command shows all.
const ROWS: usize = 200;

type Listed<'a> = Pin<
    Box<dyn Future<Output = Result<Table, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>,
>;

/// What the pages need of an application.
pub(crate) trait Lists: Send + Sync {
    fn listings(&self) -> &'static [Listing];
    fn list<'a>(&'a self, name: &'a str) -> Listed<'a>;
}

impl<A: Application> Lists for A {
    fn listings(&self) -> &'static [Listing] {
        A::LISTINGS
    }

    fn list<'a>(&'a self, name: &'a str) -> Listed<'a> {
        Box::pin(Application::list(self, name))
    }
}

/// One list. Phone numbers are masked unless `numbers` is set.
pub(super) async fn list(
    lists: &dyn Lists,
    listing: Listing,
    numbers: bool,
) -> Result<Response, PageError> {
    let mut table = lists.list(listing.name).await.map_err(PageError::List)?;
    let count = table.rows.len();
    table.rows.truncate(ROWS);
    if !numbers {
        table.mask(listing.numbers);
    }
    Ok(super::json(
        &json!({"columns": table.columns, "rows": table.rows, "count": count}),
    ))
}
