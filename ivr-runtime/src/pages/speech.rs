//! Texts spoken by the server, in the voice that callers on a telephone hear.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use warp::reply::Response;

use super::{PageError, document};

/// Maximum length of a text in characters, the same as in a tree.
const LONGEST: usize = 3_000;

/// A WAV file, or `None` if the text can't be spoken.
pub(crate) type Said<'a> = Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send + 'a>>;

/// Speaks texts.
pub(crate) trait Speech: Send + Sync {
    /// Speaks a text. `voice` is a name as in the tree.
    fn say<'a>(&'a self, text: &'a str, voice: &'a str) -> Said<'a>;
}

/// Speaks the text of a query `text=..&voice=..`.
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
        return Err(PageError::Wrong(
            "the query needs `text` and `voice`".to_owned(),
        ));
    };
    if text.chars().count() > LONGEST {
        let wrong = format!("a text has at most {LONGEST} characters");
        return Err(PageError::Wrong(wrong));
    }
    let wav = speech.say(text, voice).await.ok_or(PageError::Mute)?;
    Ok(document::response("audio/wav", Bytes::from(wav)))
}
