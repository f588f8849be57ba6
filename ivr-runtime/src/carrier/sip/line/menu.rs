//! What a line asks of the menu behind it.

use std::future::Future;

use crate::carrier::sip::answer::Answer;
use crate::engine::event::{Event, Summary};

/// The menu behind a line.
pub(crate) trait Menu: Send + Sync + 'static {
    /// Decides what a call does next.
    fn ask(&self, event: Event<'_>) -> impl Future<Output = Answer> + Send;

    /// Reports that a call is over.
    fn over(&self, summary: Summary) -> impl Future<Output = ()> + Send;

    /// Every text that is known before a call, the most likely first, with its voice and speed.
    fn texts(&self) -> Vec<(String, String, f64)>;
}
