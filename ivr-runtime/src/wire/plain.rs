//! A quick way to read a call action that is written plainly, as the platform writes them.
//!
//! What is plain here: one line, texts without escapes, whole numbers, objects, `true`,
//! `false` and `null`, and each field once. That is a part of JSON, so whatever is read here reads the
//! same through serde; all else, and whatever is wrong, gives `None`, and serde has the say.
//!
//! The platform writes the fields in one order, so each is looked for where it should stand, and
//! mostly stands there. In any other order they read the same, only slower.

use std::borrow::Cow;

use super::vca::{CallAction, EventData, Payload};
use crate::escapes::is_plain;

/// Objects nested deeper are not plain.
const DEPTH: u8 = 4;

/// A document, and how far it is read.
struct Plain<'a> {
    text: &'a str,
    at: usize,
    /// How many objects are open.
    depth: u8,
    /// Whether the innermost object goes on.
    goes_on: bool,
    /// The fields that it had, a bit for each.
    seen: u32,
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
    if !is_plain(body) {
        return None;
    }
    let mut plain = Plain {
        text: std::str::from_utf8(body).ok()?,
        at: 0,
        depth: 0,
        goes_on: false,
        seen: 0,
    };
    let (mut event_type, mut namespace, mut description) = (None, None, None);
    // Large enough to be written where it stays.
    let (mut payload, mut there) = (Payload::default(), false);
    plain.object(|it| {
        it.text(0, "namespace", &mut namespace)?;
        if it.stands(1, "eventType")? {
            event_type = Some(it.value()?.required()?.into());
        }
        it.text(2, "description", &mut description)?;
        if it.stands(3, "payload")? {
            it.payload(&mut payload)?;
            there = true;
        }
        Some(())
    })?;
    plain.space();
    (there && plain.at == body.len()).then_some(())?;
    Some(CallAction {
        namespace,
        event_type: event_type?,
        description,
        payload,
    })
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
    fn payload(&mut self, payload: &mut Payload<'a>) -> Option<()> {
        self.held(|it| {
            it.object(|it| {
                it.text(0, "eventId", &mut payload.event_id)?;
                it.text(1, "callId", &mut payload.call_id)?;
                it.text(2, "sessionId", &mut payload.session_id)?;
                it.text(3, "subAccountId", &mut payload.sub_account_id)?;
                if it.stands(4, "callStatus")? {
                    payload.call_status = it.value()?.text()?.map(|text| (&*text).into());
                }
                if it.stands(5, "callDirection")? {
                    payload.call_direction = it.value()?.required().map(Into::into);
                }
                if it.stands(6, "callType")? {
                    payload.call_type = it.value()?.required().map(Into::into);
                }
                it.text(7, "source", &mut payload.source)?;
                it.text(8, "destination", &mut payload.destination)?;
                it.text(9, "sourceFormat", &mut payload.source_format)?;
                it.text(10, "destinationFormat", &mut payload.destination_format)?;
                it.text(11, "sourceCountryCode", &mut payload.source_country_code)?;
                let country = &mut payload.destination_country_code;
                it.text(12, "destinationCountryCode", country)?;
                it.text(13, "sourceRefId", &mut payload.source_ref_id)?;
                it.text(14, "destinationRefId", &mut payload.destination_ref_id)?;
                if it.stands(15, "callDuration")? {
                    payload.call_duration = match it.value()? {
                        // Exact, as far as a whole number is plain.
                        Value::Whole(seconds) => Some(seconds as f64),
                        _ => None,
                    };
                }
                if it.stands(16, "eventData")? {
                    payload.event_data = it.event_data()?;
                }
                if it.stands(17, "dtmf")? {
                    payload.dtmf = it.value()?.text()?;
                }
                if it.stands(18, "sipCode")? {
                    payload.sip_code = match it.value()? {
                        Value::Whole(code) => Some(u16::try_from(code).unwrap_or(u16::MAX)),
                        Value::Null => None,
                        Value::Text(_) | Value::Other => return None,
                    };
                }
                it.text(19, "timestamp", &mut payload.timestamp)?;
                if it.stands(20, "clientActionId")? {
                    payload.client_action_id = it.value()?.text()?;
                }
                Some(())
            })
        })
    }

    fn event_data(&mut self) -> Option<Option<EventData<'a>>> {
        self.held(|it| {
            if it.byte() != Some(b'{') {
                return matches!(it.bare()?, Value::Null).then_some(None);
            }
            let mut dtmf = None;
            it.object(|it| {
                if it.stands(0, "dtmf")? {
                    dtmf = it.value()?.text()?;
                }
                Some(())
            })?;
            Some(Some(EventData { dtmf }))
        })
    }

    /// Reads an object; `fields` reads each of its fields that stands where it is looked for.
    #[inline]
    fn object(&mut self, mut fields: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.sign(b'{')?;
        let outer = self.seen;
        (self.seen, self.depth) = (0, self.depth + 1);
        self.goes_on = self.sign(b'}').is_none();
        while self.goes_on {
            let before = self.at;
            fields(self)?;
            if self.at == before {
                self.unknown()?;
            }
        }
        (self.seen, self.depth) = (outer, self.depth - 1);
        Some(())
    }

    /// Whether a field stands here; then its name is passed. One that comes twice is wrong.
    ///
    /// It is made anew for each name, which is then compared by words.
    #[inline(always)]
    fn stands(&mut self, place: u32, name: &'static str) -> Option<bool> {
        let after = self.rest().strip_prefix(b"\"");
        let after = after.and_then(|rest| rest.strip_prefix(name.as_bytes()));
        if !matches!(after, Some([b'"', ..])) || !self.goes_on {
            return Some(false);
        }
        let bit = 1 << place;
        (self.seen & bit == 0).then_some(())?;
        self.seen |= bit;
        self.at += name.len() + 2;
        Some(true)
    }

    /// Reads an informational text if its field stands here.
    #[inline(always)]
    fn text(
        &mut self,
        place: u32,
        name: &'static str,
        field: &mut Option<Cow<'a, str>>,
    ) -> Option<()> {
        if self.stands(place, name)? {
            *field = self.value()?.lenient();
        }
        Some(())
    }

    /// Passes a field that means nothing here.
    #[cold]
    fn unknown(&mut self) -> Option<()> {
        self.string()?;
        self.value().map(drop)
    }

    /// Reads what is between a name and the next one.
    #[inline(never)]
    fn value(&mut self) -> Option<Value<'a>> {
        // Mostly `:"text","`, or the last text of an object, which is read here and now.
        if let Some([b':', b'"', rest @ ..]) = self.text.as_bytes().get(self.at..)
            && let Some(length) = quote(rest)
            && let Some([after, next]) = rest.get(length + 1..length + 3)
            && matches!((after, next), (b',', b'"') | (b'}', _))
        {
            let from = self.at + 2;
            self.at = from + length + 2;
            self.goes_on = *after == b',';
            return self.text.get(from..from + length).map(Value::Text);
        }
        self.other_value()
    }

    /// Apart, so that a text does not pay for it.
    #[cold]
    #[inline(never)]
    fn other_value(&mut self) -> Option<Value<'a>> {
        self.held(Self::bare)
    }

    /// Passes the signs around a value.
    #[inline(always)]
    fn held<T>(&mut self, value: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.sign(b':')?;
        self.space();
        let value = value(self)?;
        self.goes_on = self.sign(b',').is_some();
        if self.goes_on {
            self.space();
        } else {
            self.sign(b'}')?;
        }
        Some(value)
    }

    /// Reads a value alone.
    fn bare(&mut self) -> Option<Value<'a>> {
        match self.byte()? {
            b'"' => self.string().map(Value::Text),
            b'0'..=b'9' => self.whole().map(Value::Whole),
            b'n' => self.word("null").map(|()| Value::Null),
            b't' => self.word("true").map(|()| Value::Other),
            b'f' => self.word("false").map(|()| Value::Other),
            b'{' if self.depth < DEPTH => self.object(|_| Some(())).map(|()| Value::Other),
            _ => None,
        }
    }

    /// Reads a text.
    #[inline]
    fn string(&mut self) -> Option<&'a str> {
        (self.byte() == Some(b'"')).then_some(())?;
        let from = self.at + 1;
        let to = from + quote(self.text.as_bytes().get(from..)?)?;
        self.at = to + 1;
        self.text.get(from..to)
    }

    /// A whole number that an `f64` holds exactly.
    fn whole(&mut self) -> Option<u64> {
        let rest = self.rest();
        let (mut whole, mut length) = (0_u64, 0);
        while let Some(digit @ b'0'..=b'9') = rest.get(length) {
            // What is too long is refused below.
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            length += 1;
        }
        self.at += length;
        // More of the number, or more than JSON allows before it.
        let goes_on = matches!(self.byte(), Some(b'.' | b'e' | b'E'));
        let has_zero = length > 1 && rest.first() == Some(&b'0');
        (!goes_on && !has_zero && length <= 15).then_some(whole)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.rest().strip_prefix(word.as_bytes())?;
        self.at += word.len();
        Some(())
    }

    /// Passes a sign between values, and the space before it, of which there is none mostly.
    #[inline]
    fn sign(&mut self, sign: u8) -> Option<()> {
        if self.byte() != Some(sign) {
            self.space();
            (self.byte() == Some(sign)).then_some(())?;
        }
        self.at += 1;
        Some(())
    }

    #[inline]
    fn space(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

/// How far the next quotation mark is. Texts are short, so that a call to `memchr` costs
/// more than it saves; eight bytes are looked at in one step.
#[inline]
fn quote(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
    let (words, rest) = text.as_chunks::<8>();
    let mut before = 0;
    for word in words {
        // A byte that is a quotation mark becomes 0, and the lowest 0 borrows its highest bit.
        let differs = u64::from_le_bytes(*word) ^ QUOTES;
        let zeros = differs.wrapping_sub(ONES) & !differs & (ONES << 7);
        if zeros != 0 {
            return Some(before + zeros.trailing_zeros() as usize / 8);
        }
        before += 8;
    }
    let last = rest.iter().position(|byte| *byte == b'"');
    last.map(|last| before + last)
}
