//! Answers a telephone line: the same as a webhook, without HTTP.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::error;

use super::call_action;
use super::posted::session_summary;
use super::request::Received;
use super::{App, BindError, Server};
use crate::carrier::Documents;
#[cfg(feature = "pages")]
use crate::carrier::sip::Speaker;
use crate::carrier::sip::{Answer, Line, Menu, Telephone, Voices, texts};
use crate::engine::event::{Event, Summary};
use crate::menu::Tree;

/// Answers a line.
pub(super) struct Desk<T: Tree> {
    pub(super) app: Arc<App<T>>,
    pub(super) documents: Arc<Documents<T>>,
}

impl<T: Tree> Desk<T> {
    /// Creates the equivalent of a request: a name for the log, and a deadline.
    fn request(&self, body: Bytes) -> Received {
        let at = Instant::now();
        Received {
            name: self.app.names.next(),
            body,
            at,
            deadline: at + self.app.live().limits.request,
        }
    }
}

impl<T: Tree> Menu for Desk<T> {
    async fn ask(&self, event: Event<'_>) -> Answer {
        let request = self.request(Bytes::new());
        let document = call_action::answer(&self.app, &self.documents, &event, &request).await;
        serde_json::from_str(document.as_str()).unwrap_or_else(|error| {
            // Another release stored it. Hang up instead of leaving the caller in silence.
            error!(%error, "a stored answer can't be read");
            Answer::default()
        })
    }

    async fn over(&self, summary: Summary) {
        let body = json!({
            "session": summary.session,
            "status": summary.status,
            "source": summary.source,
            "destination": summary.destination,
            "seconds": summary.seconds,
            "legs": summary.legs,
        });
        let request = self.request(Bytes::new());
        let carrier = self.documents.carrier().name();
        let kept = session_summary(carrier, &summary, &body.to_string(), &self.app, &request).await;
        // If it can't be stored, it is logged; nobody would send it again.
        let _ = kept;
    }

    fn texts(&self) -> Vec<(String, String, f64)> {
        texts::<T>()
    }
}

/// A line that the server will answer when it runs.
pub(super) struct Connected<T: Tree> {
    line: Line,
    voices: Arc<Voices>,
    documents: Arc<Documents<T>>,
}

/// A line that is being answered.
pub(super) struct Answered {
    end: Arc<Notify>,
    task: JoinHandle<()>,
}

impl<T: Tree> Server<T> {
    /// Adds a telephone line, which speaks in these voices.
    ///
    /// # Errors
    /// If the tree's replies can't be rendered.
    pub(crate) fn with_line(mut self, line: Line, voices: Arc<Voices>) -> Result<Self, BindError> {
        self.line = Some(Connected {
            line,
            voices,
            documents: Arc::new(Documents::new(&Telephone)?),
        });
        Ok(self)
    }

    /// Has the phone of the pages speak in these voices too.
    #[cfg(feature = "pages")]
    pub(crate) fn with_speech(mut self, voices: Arc<Voices>) -> Self {
        let texts = texts::<T>();
        self.speech = Some(Arc::new(Aloud { voices, texts }));
        self
    }
}

/// Speaks texts for the phone page.
#[cfg(feature = "pages")]
struct Aloud {
    voices: Arc<Voices>,
    /// The tree's texts, with the voice and the speed that callers hear.
    texts: Vec<(String, String, f64)>,
}

#[cfg(feature = "pages")]
impl crate::pages::Speech for Aloud {
    fn say<'a>(&'a self, text: &'a str, voice: &'a str) -> crate::pages::Said<'a> {
        let known = || self.texts.iter().filter(move |(known, ..)| known == text);
        let same = known().find(|(_, known, _)| known == voice);
        let speaker = same.or_else(|| known().next()).map_or(
            Speaker { voice, speed: 1.0 },
            |(_, voice, speed)| Speaker {
                voice,
                speed: *speed,
            },
        );
        Box::pin(async move { self.voices.spoken(text, speaker).await?.to_wav().ok() })
    }
}

impl<T: Tree> Connected<T> {
    /// Starts answering.
    pub(super) fn answer(self, app: &Arc<App<T>>) -> Answered {
        let desk = Desk {
            app: Arc::clone(app),
            documents: self.documents,
        };
        let end = Arc::new(Notify::new());
        let asked = Arc::clone(&end);
        let run = self.line.run(Arc::new(desk), self.voices, async move {
            asked.notified().await;
        });
        let task = tokio::spawn(run);
        Answered { end, task }
    }
}

impl Answered {
    /// Stops accepting calls.
    pub(super) fn end(&self) {
        self.end.notify_one();
    }

    /// Waits for the last call to end.
    pub(super) async fn ended(self) {
        // A line that died has logged it.
        let _ = self.task.await;
    }
}
