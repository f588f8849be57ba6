//! What the application lists, as panels of the calls page.

use std::future::Future;
use std::pin::Pin;

use serde_json::json;
use warp::reply::Response;

use super::{PageError, parameter};
use crate::cli::{Application, Listing, Table};
use crate::msisdn::mask;

/// As many rows are shown; the command lists all.
const ROWS: usize = 200;

type Listed<'a> = Pin<
    Box<dyn Future<Output = Result<Table, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>,
>;

/// An application, as far as the pages have to know it.
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

/// One list, its phone numbers masked unless they are asked for.
pub(super) async fn list(
    lists: &dyn Lists,
    name: &str,
    query: &str,
) -> Result<Response, PageError> {
    let listing = lists.listings().iter().find(|listing| listing.name == name);
    let listing = listing.ok_or(PageError::NotFound)?;
    let table = lists.list(name).await.map_err(PageError::List)?;
    let count = table.rows.len();
    let shown = parameter(query, "numbers") == Some("shown");
    let hidden: Vec<bool> = table
        .columns
        .iter()
        .map(|column| !shown && listing.numbers.contains(column))
        .collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .into_iter()
        .take(ROWS)
        .map(|row| {
            let cells = row.into_iter().zip(&hidden);
            cells
                .map(|(cell, hidden)| {
                    if *hidden {
                        mask(&cell).to_string()
                    } else {
                        cell
                    }
                })
                .collect()
        })
        .collect();
    Ok(super::json(
        &json!({"columns": table.columns, "rows": rows, "count": count}),
    ))
}
