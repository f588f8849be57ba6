//! A quick way to read a call action that is written plainly, as the platform writes them.
//!
//! What is plain here: one line, texts without escapes, whole numbers, objects, `true`,
//! `false` and `null`, and each field once. That is a part of JSON, so whatever is read here reads the
//! same through serde; all else, and whatever is wrong, gives `None`, and serde has the say.

use std::borrow::Cow;

use super::vca::{CallAction, EventData, Payload};

/// Objects nested deeper are not plain.
const DEPTH: usize = 4;

/// A document, and how far it is read.
struct Plain<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

/// A value that holds no further ones, or an object that was skipped.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Whole(u64),
    Null,
    Other,
}

/// Reads a whole event.
pub(super) fn read(body: &[u8]) -> Option<CallAction<'_>> {
    // Without a branch for each byte, so that many are looked at in one step.
    let escapes = body.iter().fold(0, |found, byte| {
        found | u8::from(*byte < b' ') | u8::from(*byte == b'\\')
    });
    if escapes != 0 {
        return None;
    }
    let mut plain = Plain {
        text: std::str::from_utf8(body).ok()?,
        at: 0,
        depth: 0,
    };
    let (mut event_type, mut namespace, mut description) = (None, None, None);
    let mut payload = None;
    plain.object(|plain, name| match name {
        "eventType" => once(&mut event_type, plain.value()?.required()?.into()),
        "namespace" => once(&mut namespace, plain.value()?.lenient()),
        "description" => once(&mut description, plain.value()?.lenient()),
        "payload" => {
            let read = plain.payload()?;
            once(&mut payload, read)
        }
        _ => plain.value().map(drop),
    })?;
    plain.space();
    (plain.at == plain.text.len()).then_some(())?;
    Some(CallAction {
        namespace: namespace.flatten(),
        event_type: event_type?,
        description: description.flatten(),
        payload: payload?,
    })
}

/// Keeps the value of a field that comes for the first time.
fn once<T>(field: &mut Option<T>, value: T) -> Option<()> {
    field.replace(value).is_none().then_some(())
}

impl<'a> Value<'a> {
    fn required(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An informational text: whatever is none is as good as absent.
    fn lenient(self) -> Option<Cow<'a, str>> {
        self.required().map(Cow::Borrowed)
    }

    /// A text that decides the call, or `null`.
    fn text(self) -> Option<Option<Cow<'a, str>>> {
        match self {
            Self::Text(text) => Some(Some(Cow::Borrowed(text))),
            Self::Null => Some(None),
            Self::Whole(_) | Self::Other => None,
        }
    }
}

impl<'a> Plain<'a> {
    fn payload(&mut self) -> Option<Payload<'a>> {
        let mut payload = Payload::default();
        let mut seen = 0_u32;
        self.object(|plain, name| {
            let (place, text): (u32, &mut Option<Cow<'a, str>>) = match name {
                "eventId" => (0, &mut payload.event_id),
                "callId" => (1, &mut payload.call_id),
                "sessionId" => (2, &mut payload.session_id),
                "subAccountId" => (3, &mut payload.sub_account_id),
                "source" => (4, &mut payload.source),
                "destination" => (5, &mut payload.destination),
                "sourceFormat" => (6, &mut payload.source_format),
                "destinationFormat" => (7, &mut payload.destination_format),
                "sourceCountryCode" => (8, &mut payload.source_country_code),
                "destinationCountryCode" => (9, &mut payload.destination_country_code),
                "sourceRefId" => (10, &mut payload.source_ref_id),
                "destinationRefId" => (11, &mut payload.destination_ref_id),
                "timestamp" => (12, &mut payload.timestamp),
                "dtmf" => {
                    payload.dtmf = plain.value()?.text()?;
                    return mark(&mut seen, 13);
                }
                "clientActionId" => {
                    payload.client_action_id = plain.value()?.text()?;
                    return mark(&mut seen, 14);
                }
                "callStatus" => {
                    payload.call_status = plain.value()?.text()?.map(|text| (&*text).into());
                    return mark(&mut seen, 15);
                }
                "callDirection" => {
                    payload.call_direction = plain.value()?.required().map(Into::into);
                    return mark(&mut seen, 16);
                }
                "callType" => {
                    payload.call_type = plain.value()?.required().map(Into::into);
                    return mark(&mut seen, 17);
                }
                "callDuration" => {
                    payload.call_duration = match plain.value()? {
                        // Exact, as far as a whole number is plain.
                        Value::Whole(seconds) => Some(seconds as f64),
                        _ => None,
                    };
                    return mark(&mut seen, 18);
                }
                "sipCode" => {
                    payload.sip_code = match plain.value()? {
                        Value::Whole(code) => Some(u16::try_from(code).unwrap_or(u16::MAX)),
                        Value::Null => None,
                        Value::Text(_) | Value::Other => return None,
                    };
                    return mark(&mut seen, 19);
                }
                "eventData" => {
                    payload.event_data = plain.event_data()?;
                    return mark(&mut seen, 20);
                }
                _ => return plain.value().map(drop),
            };
            *text = plain.value()?.lenient();
            mark(&mut seen, place)
        })?;
        Some(payload)
    }

    fn event_data(&mut self) -> Option<Option<EventData<'a>>> {
        self.space();
        if self.byte() != Some(b'{') {
            return matches!(self.value()?, Value::Null).then_some(None);
        }
        let mut dtmf = None;
        self.object(|plain, name| match name {
            "dtmf" => once(&mut dtmf, plain.value()?.text()?),
            _ => plain.value().map(drop),
        })?;
        let dtmf = dtmf.flatten();
        Some(Some(EventData { dtmf }))
    }

    /// Reads an object; `field` reads the value of each name.
    fn object(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.depth += 1;
        self.sign(b'{')?;
        if self.sign(b'}').is_none() {
            loop {
                let name = self.string()?;
                self.sign(b':')?;
                field(self, name)?;
                if self.sign(b',').is_none() {
                    self.sign(b'}')?;
                    break;
                }
            }
        }
        self.depth -= 1;
        Some(())
    }

    fn value(&mut self) -> Option<Value<'a>> {
        self.space();
        match self.byte()? {
            b'"' => self.string().map(Value::Text),
            b'0'..=b'9' => self.whole().map(Value::Whole),
            b'n' => self.word("null").map(|()| Value::Null),
            b't' => self.word("true").map(|()| Value::Other),
            b'f' => self.word("false").map(|()| Value::Other),
            b'{' if self.depth < DEPTH => {
                self.object(|plain, _| plain.value().map(drop))?;
                Some(Value::Other)
            }
            _ => None,
        }
    }

    fn string(&mut self) -> Option<&'a str> {
        self.sign(b'"')?;
        let length = memchr::memchr(b'"', self.rest())?;
        let text = self.text.get(self.at..self.at + length)?;
        self.at += length + 1;
        Some(text)
    }

    /// A whole number that an `f64` holds exactly.
    fn whole(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit());
        let digits = self.text.get(self.at..self.at + digits.count())?;
        self.at += digits.len();
        // More of the number, or more than JSON allows before it.
        let goes_on = matches!(self.byte(), Some(b'.' | b'e' | b'E'));
        if goes_on || digits.len() > 15 || digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        digits.parse().ok()
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let there = self.rest().starts_with(word.as_bytes());
        self.at += word.len();
        there.then_some(())
    }

    /// A sign between values, and the space before it.
    fn sign(&mut self, sign: u8) -> Option<()> {
        self.space();
        let there = self.byte() == Some(sign);
        self.at += usize::from(there);
        there.then_some(())
    }

    fn space(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

/// Notes that a field was there; `None` if it was before.
fn mark(seen: &mut u32, place: u32) -> Option<()> {
    let bit = 1 << place;
    let first = *seen & bit == 0;
    *seen |= bit;
    first.then_some(())
}
