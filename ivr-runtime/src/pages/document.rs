//! The documents, their styles and their scripts. All are in the program; the tree's picture
//! and its texts are put in once, at the start.

use std::borrow::Cow;
use std::fmt::Write;

use warp::http::{HeaderValue, header};
use warp::reply::Response;

use super::Lists;
use crate::graph::escaped;
use crate::{Graph, Outline, Tree};

/// What never changes: path, type, content.
const FILES: [(&str, &str, &str); 9] = [
    ("/page.css", CSS, include_str!("assets/page.css")),
    ("/graph.css", CSS, crate::graph::STYLE),
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

/// The documents of one tree.
pub(super) struct Documents {
    phone: String,
    calls: String,
}

impl Documents {
    pub(super) fn new<T: Tree>(lists: &dyn Lists) -> Self {
        let tree = T::DESCRIPTION;
        let mut panels = String::new();
        for listing in lists.listings() {
            // Text takes whatever is written to it.
            let _ = writeln!(
                panels,
                r#"<section class="panel" aria-labelledby="list-{name}" data-list="{name}"><h2 id="list-{name}">{title}</h2><div class="scroll" tabindex="0" role="region" aria-labelledby="list-{name}"><table></table></div></section>"#,
                name = escaped(listing.name),
                title = escaped(&titled(listing.name)),
            );
        }
        let fill = |page: &str| {
            page.replace("{{tree}}", &escaped(tree.name))
                .replace("{{start}}", &escaped(T::START.client_action_id()))
                .replace("{{picture}}", &Graph::new(tree).svg_for_page())
                .replace("{{outline}}", &escaped(&Outline::new(tree).to_string()))
                .replace("{{panels}}", &panels)
        };
        Self {
            phone: fill(include_str!("assets/phone.html")),
            calls: fill(include_str!("assets/calls.html")),
        }
    }

    pub(super) fn find(&self, path: &str) -> Option<Response> {
        match path {
            "/" => return Some(response(HTML, self.phone.clone().into())),
            "/calls" => return Some(response(HTML, self.calls.clone().into())),
            _ => {}
        }
        let file = FILES.iter().find(|(name, ..)| *name == path);
        file.map(|(_, kind, content)| response(kind, (*content).into()))
    }
}

/// With a capital in front.
fn titled(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

pub(super) fn response(kind: &'static str, content: Cow<'static, str>) -> Response {
    let mut response = Response::new(match content {
        Cow::Borrowed(fixed) => fixed.into(),
        Cow::Owned(rendered) => rendered.into(),
    });
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
