//! What the phone says aloud, in the voice that telephones hear.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use warp::reply::Response;

use super::{PageError, document};

/// The longest text that is said: as long as a tree's may be.
const LONGEST: usize = 3_000;

/// A WAV file, or nothing where the text can't be said.
pub(crate) type Said<'a> = Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send + 'a>>;

/// Whoever says texts aloud.
pub(crate) trait Speech: Send + Sync {
    /// A text, in a voice by its name in the tree.
    fn say<'a>(&'a self, text: &'a str, voice: &'a str) -> Said<'a>;
}

/// Says what `text=..&voice=..` asks for.
pub(super) async fn say(speech: &dyn Speech, query: &str) -> Result<Response, PageError> {
    let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(query.as_bytes()).collect();
    let value = |name| {
        let mut pairs = pairs.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    };
    let (Some(text), Some(voice)) = (value("text"), value("voice")) else {
        return Err(PageError::Wrong("say what, in which voice?".to_owned()));
    };
    if text.chars().count() > LONGEST {
        let wrong = format!("a text has at most {LONGEST} characters");
        return Err(PageError::Wrong(wrong));
    }
    let wav = speech.say(text, voice).await.ok_or(PageError::Mute)?;
    Ok(document::response("audio/wav", Bytes::from(wav)))
}
