//! Who answers a call: whoever knows the tree.

use std::future::Future;

use crate::carrier::sip::answer::Answer;
use crate::engine::event::{Event, Summary};

/// What a line needs of the menu behind it.
pub(crate) trait Menu: Send + Sync + 'static {
    /// What a call does next.
    fn ask(&self, event: Event<'_>) -> impl Future<Output = Answer> + Send;

    /// A call is over.
    fn over(&self, summary: Summary) -> impl Future<Output = ()> + Send;

    /// Every text that is known before anybody calls, most likely first: what is said, in which voice, how fast.
    fn texts(&self) -> Vec<(String, String, f64)>;
}
