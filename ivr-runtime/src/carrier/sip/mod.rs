//! The telephone carrier, over SIP: any softphone, desk phone or trunk calls the menu, without a platform in between.
//!
//! | file | contents |
//! | --- | --- |
//! | `answer.rs` | what a call does next, as the menu answers it |
//! | `cue.rs` | the same with every text turned into sound |
//! | `session/` | one call, without sockets or clocks: it takes keys and events of legs, and returns a frame of sound every 20 ms |
//! | `media/` | sound, G.711, RTP packets, keys (RFC 4733, SIP INFO and tones), session descriptions |
//! | `voice/` | texts that an outside program speaks, recordings, and the cache of both |
//! | `line/` | sockets and tasks: who may call, signalling, the clock of each call |

mod answer;
mod cue;
mod line;
mod media;
mod session;
mod voice;

use warp::http::HeaderValue;

use super::{Carrier, Posted, Proof, ReadError, Request, Secret, Webhook, WriteError};
use crate::menu::Tree;
use crate::menu::reply;
pub(crate) use answer::Answer;
use answer::Step;
pub(crate) use line::{Callers, Config, Line, LineError, Menu, Peer, Phone, Trunk};
#[cfg(feature = "pages")]
pub(crate) use voice::Speaker;
pub(crate) use voice::{Program, Voices};

/// The carrier's name.
const NAME: &str = "telephone";

/// The telephone carrier. No webhooks arrive for it: a [`Line`] asks the menu in the same process. Every tree has it,
/// whichever carriers it names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telephone;

impl Carrier for Telephone {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "SIP"
    }

    fn webhooks(&self) -> &'static [Webhook] {
        &[]
    }

    fn first_call(&self, _: &str) -> String {
        String::new()
    }

    fn max_state(&self) -> usize {
        // The state stays in this process, so its length does not matter.
        64 * 1024
    }

    fn content_type(&self) -> &'static str {
        "application/json"
    }

    fn nothing(&self) -> &'static str {
        ""
    }

    fn reads(&self, _: &HeaderValue) -> bool {
        false
    }

    fn authenticate(&self, _: &Request<'_>, _: &[&Secret]) -> Proof {
        Proof::Lacking
    }

    fn read<'a>(&self, _: &Request<'a>) -> Result<Posted<'a>, ReadError> {
        let nothing = "the telephone carrier takes no webhooks".to_owned();
        Err(ReadError::Format(nothing))
    }

    fn write(&self, steps: &[reply::Step], state: Option<&str>) -> Result<String, WriteError> {
        Ok(serde_json::to_string(&Answer::new(steps, state))?)
    }
}

/// Every text of a tree that is known before a call, the most likely first, with its voice and speed.
pub(crate) fn texts<T: Tree>() -> Vec<(String, String, f64)> {
    let greeting = T::greeting();
    let replies = std::iter::once(&greeting).chain(T::replies());
    let steps = replies.flat_map(reply::Reply::steps).map(Step::from);
    let mut texts = Vec::new();
    for step in steps {
        for (text, voice, speed) in step.texts() {
            let text = (text.to_owned(), voice.to_owned(), speed);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}
