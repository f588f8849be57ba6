//! A quick way to read a call action that is written plainly, as the platform writes them.
//!
//! What is plain here: one line, texts without escapes, whole numbers, objects, `true`,
//! `false` and `null`, and each field once. That is a part of JSON, so whatever is read here reads the
//! same through serde; all else, and whatever is wrong, gives `None`, and serde has the say.

use std::borrow::Cow;

use super::vca::{CallAction, EventData, Payload};

/// Objects nested deeper are not plain.
const DEPTH: usize = 4;

/// A document. What reads a part of it is given where the part begins, and gives where it ends.
#[derive(Clone, Copy)]
struct Plain<'a>(&'a str);

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
    let plain = Plain(std::str::from_utf8(body).ok()?);
    let (mut event_type, mut namespace, mut description) = (None, None, None);
    // Large enough to be written where it stays.
    let (mut payload, mut there) = (Payload::default(), None);
    let end = plain.object(0, |name, at| {
        if name == b"payload" {
            once(&mut there, ())?;
            return plain.payload(at, &mut payload);
        }
        let (value, end) = plain.value(at, 1)?;
        match name {
            b"eventType" => once(&mut event_type, value.required()?.into())?,
            b"namespace" => once(&mut namespace, value.lenient())?,
            b"description" => once(&mut description, value.lenient())?,
            _ => {}
        }
        Some(end)
    })?;
    (plain.space(end) == body.len()).then_some(())?;
    there?;
    Some(CallAction {
        namespace: namespace.flatten(),
        event_type: event_type?,
        description: description.flatten(),
        payload,
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
    fn payload(self, at: usize, payload: &mut Payload<'a>) -> Option<usize> {
        let mut seen = 0_u32;
        self.object(at, |name, at| {
            if name == b"eventData" {
                let (read, end) = self.event_data(at)?;
                payload.event_data = read;
                return mark(&mut seen, 20).map(|()| end);
            }
            let (value, end) = self.value(at, 2)?;
            let (place, text): (u32, &mut Option<Cow<'a, str>>) = match name {
                b"eventId" => (0, &mut payload.event_id),
                b"callId" => (1, &mut payload.call_id),
                b"sessionId" => (2, &mut payload.session_id),
                b"subAccountId" => (3, &mut payload.sub_account_id),
                b"source" => (4, &mut payload.source),
                b"destination" => (5, &mut payload.destination),
                b"sourceFormat" => (6, &mut payload.source_format),
                b"destinationFormat" => (7, &mut payload.destination_format),
                b"sourceCountryCode" => (8, &mut payload.source_country_code),
                b"destinationCountryCode" => (9, &mut payload.destination_country_code),
                b"sourceRefId" => (10, &mut payload.source_ref_id),
                b"destinationRefId" => (11, &mut payload.destination_ref_id),
                b"timestamp" => (12, &mut payload.timestamp),
                b"dtmf" => {
                    payload.dtmf = value.text()?;
                    return mark(&mut seen, 13).map(|()| end);
                }
                b"clientActionId" => {
                    payload.client_action_id = value.text()?;
                    return mark(&mut seen, 14).map(|()| end);
                }
                b"callStatus" => {
                    payload.call_status = value.text()?.map(|text| (&*text).into());
                    return mark(&mut seen, 15).map(|()| end);
                }
                b"callDirection" => {
                    payload.call_direction = value.required().map(Into::into);
                    return mark(&mut seen, 16).map(|()| end);
                }
                b"callType" => {
                    payload.call_type = value.required().map(Into::into);
                    return mark(&mut seen, 17).map(|()| end);
                }
                b"callDuration" => {
                    payload.call_duration = match value {
                        // Exact, as far as a whole number is plain.
                        Value::Whole(seconds) => Some(seconds as f64),
                        _ => None,
                    };
                    return mark(&mut seen, 18).map(|()| end);
                }
                b"sipCode" => {
                    payload.sip_code = match value {
                        Value::Whole(code) => Some(u16::try_from(code).unwrap_or(u16::MAX)),
                        Value::Null => None,
                        Value::Text(_) | Value::Other => return None,
                    };
                    return mark(&mut seen, 19).map(|()| end);
                }
                _ => return Some(end),
            };
            *text = value.lenient();
            mark(&mut seen, place).map(|()| end)
        })
    }

    fn event_data(self, at: usize) -> Option<(Option<EventData<'a>>, usize)> {
        let at = self.space(at);
        if self.byte(at) != Some(b'{') {
            let (value, end) = self.value(at, 2)?;
            return matches!(value, Value::Null).then_some((None, end));
        }
        let mut dtmf = None;
        let end = self.object(at, |name, at| {
            let (value, end) = self.value(at, 3)?;
            match name {
                b"dtmf" => once(&mut dtmf, value.text()?).map(|()| end),
                _ => Some(end),
            }
        })?;
        let dtmf = dtmf.flatten();
        Some((Some(EventData { dtmf }), end))
    }

    /// Reads an object; `field` reads the value of each name.
    #[inline]
    fn object(
        self,
        at: usize,
        mut field: impl FnMut(&'a [u8], usize) -> Option<usize>,
    ) -> Option<usize> {
        let mut at = self.sign(at, b'{')?;
        if let Some(end) = self.sign(at, b'}') {
            return Some(end);
        }
        loop {
            let from = self.sign(at, b'"')?;
            let to = self.quote(from)?;
            let name = self.0.as_bytes().get(from..to)?;
            at = field(name, self.sign(to + 1, b':')?)?;
            match self.sign(at, b',') {
                Some(next) => at = next,
                None => return self.sign(at, b'}'),
            }
        }
    }

    /// Reads a value within so many objects.
    #[inline]
    fn value(self, at: usize, depth: usize) -> Option<(Value<'a>, usize)> {
        // Mostly it is a text, and stands where it is looked for.
        if self.byte(at) == Some(b'"') {
            self.string(at)
        } else {
            self.other(self.space(at), depth)
        }
    }

    fn other(self, at: usize, depth: usize) -> Option<(Value<'a>, usize)> {
        match self.byte(at)? {
            b'"' => self.string(at),
            b'0'..=b'9' => self.whole(at),
            b'n' => Some((Value::Null, self.word(at, "null")?)),
            b't' => Some((Value::Other, self.word(at, "true")?)),
            b'f' => Some((Value::Other, self.word(at, "false")?)),
            b'{' if depth < DEPTH => {
                let skip = |_, at| self.value(at, depth + 1).map(|(_, end)| end);
                Some((Value::Other, self.object(at, skip)?))
            }
            _ => None,
        }
    }

    #[inline]
    fn string(self, at: usize) -> Option<(Value<'a>, usize)> {
        let to = self.quote(at + 1)?;
        Some((Value::Text(self.0.get(at + 1..to)?), to + 1))
    }

    /// A whole number that an `f64` holds exactly.
    fn whole(self, at: usize) -> Option<(Value<'a>, usize)> {
        let rest = self.rest(at);
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
        let end = at + digits.count();
        let digits = self.0.get(at..end)?;
        // More of the number, or more than JSON allows before it.
        let goes_on = matches!(self.byte(end), Some(b'.' | b'e' | b'E'));
        if goes_on || digits.len() > 15 || digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        Some((Value::Whole(digits.parse().ok()?), end))
    }

    fn word(self, at: usize, word: &str) -> Option<usize> {
        let there = self.rest(at).starts_with(word.as_bytes());
        there.then_some(at + word.len())
    }

    /// Passes a sign between values, and the space before it, of which there is none mostly.
    #[inline]
    fn sign(self, at: usize, sign: u8) -> Option<usize> {
        if self.byte(at) == Some(sign) {
            return Some(at + 1);
        }
        let at = self.space(at);
        (self.byte(at) == Some(sign)).then_some(at + 1)
    }

    #[cold]
    fn space(self, mut at: usize) -> usize {
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    /// Where the next quotation mark is. Names and texts are short, so that a call to `memchr` costs
    /// more than it saves; eight bytes are looked at in one step.
    #[inline(never)]
    fn quote(self, at: usize) -> Option<usize> {
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
        let (words, rest) = self.rest(at).as_chunks::<8>();
        let mut from = at;
        for word in words {
            // A byte that is a quotation mark becomes 0, and the lowest 0 borrows its highest bit.
            let differs = u64::from_le_bytes(*word) ^ QUOTES;
            let zeros = differs.wrapping_sub(ONES) & !differs & (ONES << 7);
            if zeros != 0 {
                return Some(from + zeros.trailing_zeros() as usize / 8);
            }
            from += 8;
        }
        let before = rest.iter().position(|byte| *byte == b'"');
        before.map(|before| from + before)
    }

    #[inline]
    fn byte(self, at: usize) -> Option<u8> {
        self.0.as_bytes().get(at).copied()
    }

    #[inline]
    fn rest(self, at: usize) -> &'a [u8] {
        self.0.as_bytes().get(at..).unwrap_or_default()
    }
}

/// Notes that a field was there; `None` if it was before.
fn mark(seen: &mut u32, place: u32) -> Option<()> {
    let bit = 1 << place;
    let first = *seen & bit == 0;
    *seen |= bit;
    first.then_some(())
}
