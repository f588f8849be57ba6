//! A quick way to read a call action that is written plainly, as the platform writes them.
//!
//! What is plain here: one line, texts without escapes, whole numbers, objects, `true`,
//! `false` and `null`, and each field once. That is a part of JSON, so whatever is read here reads the
//! same through serde; all else, and whatever is wrong, gives `None`, and serde has the say.
//!
//! The platform writes the fields in one order, so each is looked for where it should stand, and
//! mostly stands there. In any other order they read the same, only slower.

use std::borrow::Cow;

use super::EventType;
use super::escapes::is_plain;
use super::vca::{CallAction, EventData, Payload};

/// Objects nested deeper are not plain.
const DEPTH: u8 = 4;

/// A field of an event.
#[derive(Clone, Copy)]
enum OfEvent {
    Namespace,
    EventType,
    Description,
    Payload,
}

/// A field of its payload.
#[derive(Clone, Copy)]
enum OfPayload {
    EventId,
    CallId,
    SessionId,
    SubAccountId,
    CallStatus,
    CallDirection,
    CallType,
    Source,
    Destination,
    SourceFormat,
    DestinationFormat,
    SourceCountryCode,
    DestinationCountryCode,
    SourceRefId,
    DestinationRefId,
    CallDuration,
    EventData,
    Dtmf,
    SipCode,
    Timestamp,
    ClientActionId,
}

/// The fields of an event.
const EVENT: [(Name, OfEvent); 4] = [
    (Name::new("namespace"), OfEvent::Namespace),
    (Name::new("eventType"), OfEvent::EventType),
    (Name::new("description"), OfEvent::Description),
    (Name::new("payload"), OfEvent::Payload),
];

/// Those of its payload, in the order in which the platform writes them.
const PAYLOAD: [(Name, OfPayload); 21] = [
    (Name::new("eventId"), OfPayload::EventId),
    (Name::new("callId"), OfPayload::CallId),
    (Name::new("sessionId"), OfPayload::SessionId),
    (Name::new("subAccountId"), OfPayload::SubAccountId),
    (Name::new("callStatus"), OfPayload::CallStatus),
    (Name::new("callDirection"), OfPayload::CallDirection),
    (Name::new("callType"), OfPayload::CallType),
    (Name::new("source"), OfPayload::Source),
    (Name::new("destination"), OfPayload::Destination),
    (Name::new("sourceFormat"), OfPayload::SourceFormat),
    (Name::new("destinationFormat"), OfPayload::DestinationFormat),
    (Name::new("sourceCountryCode"), OfPayload::SourceCountryCode),
    (
        Name::new("destinationCountryCode"),
        OfPayload::DestinationCountryCode,
    ),
    (Name::new("sourceRefId"), OfPayload::SourceRefId),
    (Name::new("destinationRefId"), OfPayload::DestinationRefId),
    (Name::new("callDuration"), OfPayload::CallDuration),
    (Name::new("eventData"), OfPayload::EventData),
    (Name::new("dtmf"), OfPayload::Dtmf),
    (Name::new("sipCode"), OfPayload::SipCode),
    (Name::new("timestamp"), OfPayload::Timestamp),
    (Name::new("clientActionId"), OfPayload::ClientActionId),
];

/// The one of what a callflow has produced.
const EVENT_DATA: [(Name, ()); 1] = [(Name::new("dtmf"), ())];

/// The name of a field, with its quotation marks, as words that are compared at once.
#[derive(Clone, Copy)]
struct Name {
    words: [u64; Name::WORDS],
    /// The bytes of the words that count.
    mask: [u64; Name::WORDS],
    length: usize,
}

/// A document. Whatever reads it is told from where on, and gives the place behind what it has read.
#[derive(Clone, Copy)]
struct Plain<'a> {
    text: &'a str,
}

/// The value of a field.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Whole(u64),
    Null,
    Bool,
    /// An object, of which nothing is read yet.
    Object,
}

/// Reads a whole event.
pub(super) fn read(body: &[u8]) -> Option<CallAction<'_>> {
    if !is_plain(body) {
        return None;
    }
    let plain = Plain {
        text: std::str::from_utf8(body).ok()?,
    };
    let (mut event_type, mut has_payload) = (None, false);
    let mut event = CallAction {
        namespace: None,
        event_type: EventType::CallAction,
        description: None,
        payload: Payload::default(),
    };
    let end = plain.object(plain.space(0), 0, &EVENT, |field, value, at| {
        match field {
            Some(OfEvent::Payload) => {
                has_payload = true;
                return plain.payload(value, at, &mut event.payload);
            }
            Some(OfEvent::EventType) => event_type = Some(value.as_text()?),
            Some(OfEvent::Namespace) => event.namespace = value.informs(),
            Some(OfEvent::Description) => event.description = value.informs(),
            None => {}
        }
        plain.behind(value, at, 1)
    })?;
    (plain.space(end) == body.len() && has_payload).then_some(())?;
    event.event_type = event_type?.into();
    Some(event)
}

impl Name {
    const WORDS: usize = 3;
    const BYTES: usize = 8 * Self::WORDS;

    const fn new(text: &'static str) -> Self {
        let (mut bytes, mut mask) = ([0; Self::BYTES], [0; Self::BYTES]);
        let mut at = 0;
        while at < text.len() + 2 {
            let is_mark = at == 0 || at == text.len() + 1;
            bytes[at] = if is_mark {
                b'"'
            } else {
                text.as_bytes()[at - 1]
            };
            mask[at] = u8::MAX;
            at += 1;
        }
        Self {
            words: words(&bytes),
            mask: words(&mask),
            length: text.len() + 2,
        }
    }

    /// Whether it is what a text begins with.
    #[inline]
    fn begins(&self, text: &[u8; Self::BYTES]) -> bool {
        let with = words(text);
        let differs = |at: usize| (with[at] ^ self.words[at]) & self.mask[at];
        differs(0) | differs(1) | differs(2) == 0
    }
}

/// Bytes as words, of which the first byte is the lowest.
#[inline]
const fn words(bytes: &[u8; Name::BYTES]) -> [u64; Name::WORDS] {
    let (chunks, _) = bytes.as_chunks();
    let mut words = [0; Name::WORDS];
    let mut at = 0;
    while at < Name::WORDS {
        words[at] = u64::from_le_bytes(chunks[at]);
        at += 1;
    }
    words
}

impl<'a> Value<'a> {
    fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An informational text: whatever is none is as good as absent.
    fn informs(self) -> Option<Cow<'a, str>> {
        self.as_text().map(Cow::Borrowed)
    }

    /// A text that decides the call, or `null`.
    fn decides(self) -> Option<Option<Cow<'a, str>>> {
        match self {
            Self::Text(text) => Some(Some(Cow::Borrowed(text))),
            Self::Null => Some(None),
            Self::Whole(_) | Self::Bool | Self::Object => None,
        }
    }

    /// An informational number, exact as far as a whole one is plain.
    fn seconds(self) -> Option<f64> {
        match self {
            Self::Whole(seconds) => Some(seconds as f64),
            _ => None,
        }
    }

    /// A number that decides the call, or `null`; one that no code can be is the highest.
    fn code(self) -> Option<Option<u16>> {
        match self {
            Self::Whole(code) => Some(Some(u16::try_from(code).unwrap_or(u16::MAX))),
            Self::Null => Some(None),
            Self::Text(_) | Self::Bool | Self::Object => None,
        }
    }
}

impl<'a> Plain<'a> {
    /// Reads the payload whose value stands there.
    fn payload(self, value: Value<'a>, at: usize, payload: &mut Payload<'a>) -> Option<usize> {
        matches!(value, Value::Object).then_some(())?;
        self.object(at, 1, &PAYLOAD, |field, value, at| {
            match field {
                Some(OfPayload::EventId) => payload.event_id = value.informs(),
                Some(OfPayload::CallId) => payload.call_id = value.informs(),
                Some(OfPayload::SessionId) => payload.session_id = value.informs(),
                Some(OfPayload::SubAccountId) => payload.sub_account_id = value.informs(),
                Some(OfPayload::CallStatus) => {
                    payload.call_status = value.decides()?.map(|text| (&*text).into());
                }
                Some(OfPayload::CallDirection) => {
                    payload.call_direction = value.as_text().map(Into::into);
                }
                Some(OfPayload::CallType) => payload.call_type = value.as_text().map(Into::into),
                Some(OfPayload::Source) => payload.source = value.informs(),
                Some(OfPayload::Destination) => payload.destination = value.informs(),
                Some(OfPayload::SourceFormat) => payload.source_format = value.informs(),
                Some(OfPayload::DestinationFormat) => payload.destination_format = value.informs(),
                Some(OfPayload::SourceCountryCode) => {
                    payload.source_country_code = value.informs();
                }
                Some(OfPayload::DestinationCountryCode) => {
                    payload.destination_country_code = value.informs();
                }
                Some(OfPayload::SourceRefId) => payload.source_ref_id = value.informs(),
                Some(OfPayload::DestinationRefId) => payload.destination_ref_id = value.informs(),
                Some(OfPayload::CallDuration) => payload.call_duration = value.seconds(),
                Some(OfPayload::EventData) => {
                    return self.event_data(value, at, &mut payload.event_data);
                }
                Some(OfPayload::Dtmf) => payload.dtmf = value.decides()?,
                Some(OfPayload::SipCode) => payload.sip_code = value.code()?,
                Some(OfPayload::Timestamp) => payload.timestamp = value.informs(),
                Some(OfPayload::ClientActionId) => payload.client_action_id = value.decides()?,
                None => {}
            }
            self.behind(value, at, 2)
        })
    }

    /// Reads what a callflow has produced, if anything, which stands there.
    fn event_data(
        self,
        value: Value<'a>,
        at: usize,
        data: &mut Option<EventData<'a>>,
    ) -> Option<usize> {
        match value {
            Value::Object => {
                let EventData { dtmf } = data.insert(EventData::default());
                self.object(at, 2, &EVENT_DATA, |field, value, at| {
                    if field.is_some() {
                        *dtmf = value.decides()?;
                    }
                    self.behind(value, at, 3)
                })
            }
            Value::Null => Some(at),
            Value::Text(_) | Value::Whole(_) | Value::Bool => None,
        }
    }

    /// Behind a value: an object, which stands there and means nothing here, is passed.
    #[inline]
    fn behind(self, value: Value<'a>, at: usize, depth: u8) -> Option<usize> {
        match value {
            Value::Object => self.skip(at, depth),
            _ => Some(at),
        }
    }

    #[cold]
    #[inline(never)]
    fn skip(self, at: usize, depth: u8) -> Option<usize> {
        self.object::<()>(at, depth, &[], |_, value, at| {
            self.behind(value, at, depth + 1)
        })
    }

    /// Reads an object. `take` is given its fields, and what each is of those that are known, of which
    /// none may come twice; where one holds an object, it has to read that.
    #[inline]
    fn object<F: Copy>(
        self,
        at: usize,
        depth: u8,
        known: &'static [(Name, F)],
        mut take: impl FnMut(Option<F>, Value<'a>, usize) -> Option<usize>,
    ) -> Option<usize> {
        (depth < DEPTH).then_some(())?;
        let mut at = self.sign(at, b'{')?;
        if let Some(at) = self.sign(at, b'}') {
            return Some(at);
        }
        let (mut expected, mut seen) = (0, 0_u32);
        loop {
            at = self.space(at);
            let mut field = None;
            if let Some((place, (name, known))) = self.name(at, known, expected) {
                let bit = 1 << place;
                (seen & bit == 0).then_some(())?;
                seen |= bit;
                expected = place + 1;
                field = Some(*known);
                at += name.length;
            } else {
                (_, at) = self.string(at)?;
            }
            at = self.space(self.sign(at, b':')?);
            let value;
            (value, at) = match self.string(at) {
                Some((text, at)) => (Value::Text(text), at),
                None => self.other(at)?,
            };
            at = take(field, value, at)?;
            match self.sign(at, b',') {
                Some(next) => at = next,
                None => return self.sign(at, b'}'),
            }
        }
    }

    /// Which of these stands here. Mostly it is the one that is expected.
    #[inline]
    fn name<F>(
        self,
        at: usize,
        known: &[(Name, F)],
        expected: usize,
    ) -> Option<(usize, &(Name, F))> {
        let rest = self.text.as_bytes().get(at..)?;
        let padded;
        let here = if let Some(here) = rest.first_chunk() {
            here
        } else {
            padded = last(rest);
            &padded
        };
        match known.get(expected) {
            Some(known) if known.0.begins(here) => Some((expected, known)),
            _ => search(known, here, expected),
        }
    }

    /// Reads a text.
    #[inline]
    fn string(self, at: usize) -> Option<(&'a str, usize)> {
        (self.byte(at) == Some(b'"')).then_some(())?;
        let from = at + 1;
        let to = from + quote(self.text.as_bytes().get(from..)?)?;
        Some((self.text.get(from..to)?, to + 1))
    }

    /// Reads a value that is no text; of an object nothing yet.
    #[inline(never)]
    fn other(self, at: usize) -> Option<(Value<'a>, usize)> {
        let rest = self.text.as_bytes().get(at..)?;
        let (word, value) = match rest.first()? {
            b'{' => return Some((Value::Object, at)),
            b'n' => ("null", Value::Null),
            b't' => ("true", Value::Bool),
            b'f' => ("false", Value::Bool),
            _ => {
                let (whole, length) = whole(rest)?;
                return Some((Value::Whole(whole), at + length));
            }
        };
        rest.starts_with(word.as_bytes())
            .then_some((value, at + word.len()))
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

    #[inline]
    fn space(self, mut at: usize) -> usize {
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    #[inline]
    fn byte(self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }
}

/// A whole number that an `f64` holds exactly, and how long it is.
fn whole(number: &[u8]) -> Option<(u64, usize)> {
    let (mut whole, mut length) = (0_u64, 0);
    while let Some(digit @ b'0'..=b'9') = number.get(length) {
        // What is too long is refused below.
        whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        length += 1;
    }
    // More of the number, or more than JSON allows before it.
    let goes_on = matches!(number.get(length), Some(b'.' | b'e' | b'E'));
    let has_zero = length > 1 && number.starts_with(b"0");
    (!goes_on && !has_zero && (1..=15).contains(&length)).then_some((whole, length))
}

/// With which of these the text begins, after the one that was expected or before it.
#[inline(never)]
fn search<'k, F>(
    known: &'k [(Name, F)],
    text: &[u8; Name::BYTES],
    expected: usize,
) -> Option<(usize, &'k (Name, F))> {
    let begins = |(_, (name, _)): &(usize, &(Name, F))| name.begins(text);
    let mut all = known.iter().enumerate();
    let after = all.clone().skip(expected).find(begins);
    after.or_else(|| all.find(begins))
}

/// The last bytes of a document, and zeros.
#[cold]
fn last(rest: &[u8]) -> [u8; Name::BYTES] {
    let mut bytes = [0; Name::BYTES];
    for (byte, last) in bytes.iter_mut().zip(rest) {
        *byte = *last;
    }
    bytes
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
