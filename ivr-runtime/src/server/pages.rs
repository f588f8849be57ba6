//! The pages on the admin listener.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use warp::Filter;
use warp::filters::path::FullPath;
use warp::reject::Rejection;

use super::accept::Routes;
use super::{Server, body, nearby};
use crate::application::Application;
use crate::menu::Tree;
use crate::pages::{self, Lists, Pages, Request, Site};

/// Timeout for the body of a request to the pages.
const BODY: Duration = Duration::from_secs(5);

impl<T: Tree> Server<T>
where
    T::Context: Application,
{
    /// Serves the pages next to the metrics: a phone in the browser, and the calls as they happen.
    /// Only if [`Config::admin`](super::Config::admin) is on loopback, because they have no
    /// password.
    #[must_use]
    pub fn with_pages(mut self) -> Self {
        self.pages = Some(mount);
        self
    }
}

impl<T: Tree> Server<T> {
    /// The number of carriers that calls come from.
    fn carriers(&self) -> usize {
        #[cfg(feature = "sip")]
        let lines = usize::from(self.line.is_some());
        #[cfg(not(feature = "sip"))]
        let lines = 0;
        self.app.carriers.len() + lines
    }
}

/// The pages of this server.
fn mount<T: Tree>(server: &Server<T>) -> Routes
where
    T::Context: Application,
{
    let scheme = if server.has_tls() { "https" } else { "http" };
    let live = server.app.live();
    let limits = &live.limits;
    // The rest is for metrics, health checks and other requests of the pages.
    let streams = limits.connections.min(limits.connections_per_address) / 4;
    let reading = server.app.live.clone();
    let pages = Arc::new(Pages::new::<T>(Site {
        server: format!("{scheme}://{}", nearby(server.local_addr)),
        secret: Box::new(move |carrier| {
            let live = reading.borrow();
            let mut secrets = live.access.secrets.iter();
            let secret = secrets.find(|secret| secret.is_for(carrier.name()));
            secret.cloned()
        }),
        speech: server.speech.clone(),
        lists: Arc::clone(&server.app.context) as Arc<dyn Lists>,
        several_carriers: server.carriers() > 1,
        store: server.store.clone(),
        streams: streams.max(1),
    }));
    warp::any()
        .and(warp::method())
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(warp::header::headers_cloned())
        .and(warp::body::stream())
        .and_then(move |method, path: FullPath, query, headers, body| {
            let pages = Arc::clone(&pages);
            async move {
                let until = Instant::now() + BODY;
                let body = body::read(body, None, pages::BODY_BYTES, until).await?;
                let path = path.as_str().to_owned();
                let request = Request {
                    method,
                    path,
                    query,
                    headers,
                    body: body.into(),
                };
                Ok::<_, Rejection>(pages.answer(request).await)
            }
        })
        .boxed()
}
