//! The HTML documents, styles and scripts. All are embedded in the program; the tree's picture and texts are inserted.

use std::fmt::Write;
use std::sync::OnceLock;

use bytes::Bytes;
use warp::http::{HeaderValue, header};
use warp::reply::Response;

use super::Lists;
use crate::carrier::{self, Carrier};
use crate::menu::{Description, Tree};
use crate::picture::graph::svg::{self, escaped};
use crate::picture::{Graph, Outline};

/// The files that are the same for every tree: path, content type and content.
const FILES: [(&str, &str, &str); 9] = [
    ("/page.css", CSS, include_str!("assets/page.css")),
    ("/graph.css", CSS, crate::picture::graph::STYLE),
    ("/phone.js", JS, include_str!("assets/phone.js")),
    ("/calls.js", JS, include_str!("assets/calls.js")),
    ("/server.js", JS, include_str!("assets/server.js")),
    ("/tree.js", JS, include_str!("assets/tree.js")),
    ("/speech.js", JS, include_str!("assets/speech.js")),
    ("/exchange.js", JS, include_str!("assets/exchange.js")),
    ("/element.js", JS, include_str!("assets/element.js")),
];

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// The header of the carrier column in the table of calls.
const CARRIER: &str = r#"<th scope="col" id="carrier">Carrier</th>"#;

/// The documents of one tree. Each is created when it is first requested: the picture of a tree with thousands of menus
/// takes time, and nobody opens the pages of most servers.
pub(super) struct Documents {
    tree: &'static Description,
    start: &'static str,
    /// Whether calls arrive through more than one carrier.
    several: bool,
    speaks: bool,
    panels: String,
    carriers: String,
    phone: OnceLock<Bytes>,
    calls: OnceLock<Bytes>,
}

impl Documents {
    /// The documents of a tree. `speaks`: whether the server can speak texts.
    pub(super) fn new<T: Tree>(lists: &dyn Lists, several: bool, speaks: bool) -> Self {
        Self {
            tree: T::description(),
            start: T::START.client_action_id(),
            several,
            speaks,
            panels: panels(lists),
            carriers: carriers(&carrier::of::<T>().collect::<Vec<_>>()),
            phone: OnceLock::new(),
            calls: OnceLock::new(),
        }
    }

    pub(super) fn find(&self, path: &str) -> Option<Response> {
        let (page, made) = match path {
            "/" => (include_str!("assets/phone.html"), &self.phone),
            "/calls" => (include_str!("assets/calls.html"), &self.calls),
            _ => {
                let file = FILES.iter().find(|(name, ..)| *name == path);
                return file.map(|(_, kind, content)| {
                    response(kind, Bytes::from_static(content.as_bytes()))
                });
            }
        };
        let content = made.get_or_init(|| self.fill(page).into());
        Some(response(HTML, content.clone()))
    }

    /// Inserts the tree into a page.
    fn fill(&self, page: &str) -> String {
        page.replace("{{tree}}", &escaped(self.tree.name))
            .replace("{{start}}", &escaped(self.start))
            .replace("{{carrier}}", if self.several { CARRIER } else { "" })
            .replace("{{speaks}}", if self.speaks { "yes" } else { "no" })
            .replace("{{panels}}", &self.panels)
            .replace("{{carriers}}", &self.carriers)
            .replace(
                "{{outline}}",
                &escaped_lines(&Outline::new(self.tree).to_string()),
            )
            .replace("{{picture}}", &svg::draw(&Graph::new(self.tree), None))
    }
}

/// A panel for each of the application's lists.
fn panels(lists: &dyn Lists) -> String {
    let mut panels = String::new();
    for listing in lists.listings() {
        // Writing to a string can't fail.
        let _ = writeln!(
            panels,
            r#"<section class="panel" aria-labelledby="list-{name}" data-list="{name}"><h2 id="list-{name}">{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="Table of {name}"><table></table></div></section>"#,
            name = escaped(listing.name),
            title = escaped(&titled(listing.name)),
        );
    }
    panels
}

/// A choice of carriers, if there is more than one.
fn carriers(carriers: &[&dyn Carrier]) -> String {
    if carriers.len() < 2 {
        return String::new();
    }
    let option = |carrier: &&dyn Carrier| {
        let (name, title) = (carrier.name(), carrier.title());
        format!(r#"<option value="{name}">{title}</option>"#)
    };
    let options: String = carriers.iter().map(option).collect();
    format!(r#"<label class="field">Through <select name="carrier">{options}</select></label>"#)
}

/// Escapes each line of a text for HTML.
fn escaped_lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

/// Capitalises the first letter.
fn titled(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

pub(super) fn response(kind: &'static str, content: Bytes) -> Response {
    let mut response = Response::new(content.into());
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Demo;

    #[test]
    fn the_calls_have_a_column_for_their_carrier_where_there_are_several() {
        for several in [false, true] {
            let documents = Documents::new::<Demo>(&(), several, false);
            let page = documents.fill(include_str!("assets/calls.html"));
            assert_eq!(page.contains(CARRIER), several);
            assert!(!page.contains("{{"), "{page}");
        }
    }
}
