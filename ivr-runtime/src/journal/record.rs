//! Steps beside each other, in as few bytes as can be had for next to nothing: some 60 for one.
//!
//! A step is, one after the other:
//! - its event's name, as a text: one more than the number of its bytes, and the bytes. A [`Uuid`]
//!   is a 0 and sixteen bytes;
//! - a 0. Servers of before wrote a 1 and eight bytes, which belong to the name, as hexadecimal digits;
//! - its session, as a text;
//! - the microseconds since the step before it, or since 1970;
//! - the caller, as a text that is empty where nobody knows them;
//! - the way it took: state, input and outcome. They are three texts behind a 0, or those that stand
//!   so many bytes before the number that is here.
//!
//! Numbers have seven bits in a byte, the lowest first; all bytes but the last have the eighth bit as
//! well. One that may be negative is doubled, and is negative where it is odd.

use std::ops::Range;
use std::ptr;
use std::sync::Arc;

use super::step::Step;
use super::uuid::Uuid;
use crate::hexadecimal::Hexadecimal;

/// As many ways are known to have been written before.
const WAYS: usize = 16;

/// As long all texts of a step are, about.
const TEXTS: usize = 160;

/// State, input and outcome: texts of the tree's, which are where they are for ever.
type Way = [&'static str; 3];

/// What has to be known of the steps before to write the next one.
#[derive(Clone, Debug, Default)]
pub(super) struct Pen {
    /// When the last one was answered.
    at: i64,
    /// Ways of some of them, and where each is written.
    ways: [Option<(Way, usize)>; WAYS],
}

impl Pen {
    /// Writes a step behind those that this has written.
    pub(super) fn write(&mut self, step: &Step<'_>, bytes: &mut Vec<u8>) {
        write_text(&step.key, bytes);
        bytes.push(0);
        write_text(&step.session, bytes);
        let since = step.at.wrapping_sub(self.at);
        self.at = step.at;
        write_number((since << 1 ^ since >> 63).cast_unsigned(), bytes);
        write_text(step.caller.as_deref().unwrap_or_default(), bytes);
        self.write_way([step.state, step.input.as_str(), step.outcome], bytes);
    }

    fn write_way(&mut self, way: Way, bytes: &mut Vec<u8>) {
        let here = bytes.len();
        // Texts at the same place are the same, so nobody has to read them.
        let sum = way.iter().fold(0_usize, |sum, text| {
            sum.rotate_left(1).wrapping_add(text.as_ptr().addr())
        });
        let known = &mut self.ways[sum % WAYS];
        if let Some((before, at)) = known
            && before.iter().zip(way).all(|(one, two)| ptr::eq(*one, two))
        {
            return write_number((here - *at) as u64, bytes);
        }
        *known = Some((way, here + 1));
        bytes.push(0);
        for text in way {
            write_text(text, bytes);
        }
    }
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    if let Some(Uuid(uuid)) = Uuid::of(text) {
        bytes.push(0);
        bytes.extend_from_slice(&uuid);
    } else {
        write_number(text.len() as u64 + 1, bytes);
        bytes.extend_from_slice(text.as_bytes());
    }
}

fn write_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// A step that was written so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// All of its texts, and where each is.
    pub(super) text: String,
    pub(super) key: Range<usize>,
    pub(super) session: Range<usize>,
    pub(super) at: i64,
    /// Empty where nobody knows them.
    pub(super) caller: Range<usize>,
    /// State, input and outcome.
    pub(super) way: [Range<usize>; 3],
}

/// The steps that some bytes are, the first one first. What is no step is a `None`, and the last.
#[derive(Clone, Debug)]
pub(super) struct Records {
    bytes: Arc<Vec<u8>>,
    /// Where the next one is.
    byte: usize,
    /// When the last one was answered.
    at: i64,
}

impl Records {
    pub(super) const fn of(bytes: Arc<Vec<u8>>) -> Self {
        Self {
            bytes,
            byte: 0,
            at: 0,
        }
    }
}

impl Iterator for Records {
    type Item = Option<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.byte..)?;
        if rest.is_empty() {
            return None;
        }
        let mut reader = Reader {
            bytes: &self.bytes,
            byte: self.byte,
        };
        let record = reader.record(self.at);
        let next = |record: &Record| (reader.byte, record.at);
        (self.byte, self.at) = record.as_ref().map_or((usize::MAX, 0), next);
        Some(record)
    }
}

/// Reads what is at a place, and goes on to what is behind it.
#[derive(Clone, Copy)]
struct Reader<'b> {
    bytes: &'b [u8],
    byte: usize,
}

impl<'b> Reader<'b> {
    /// A step, behind one that was answered then.
    fn record(&mut self, before: i64) -> Option<Record> {
        let mut text = String::with_capacity(TEXTS);
        let mut key = self.text(&mut text)?;
        if self.number()? != 0 {
            let rest = self.take(8)?.first_chunk()?;
            text.push(':');
            text.push_str(Hexadecimal::of(u64::from_le_bytes(*rest)).as_str());
            key.end = text.len();
        }
        let session = self.text(&mut text)?;
        let doubled = self.number()?;
        let since = (doubled >> 1).cast_signed() ^ -(doubled & 1).cast_signed();
        Some(Record {
            key,
            session,
            at: before.wrapping_add(since),
            caller: self.text(&mut text)?,
            way: self.way(&mut text)?,
            text,
        })
    }

    fn way(&mut self, into: &mut String) -> Option<[Range<usize>; 3]> {
        let here = self.byte;
        let back = usize::try_from(self.number()?).ok()?;
        let mut before = Self {
            byte: here.checked_sub(back)?,
            ..*self
        };
        let reader = if back == 0 { self } else { &mut before };
        Some([reader.text(into)?, reader.text(into)?, reader.text(into)?])
    }

    /// Reads a text into another one, and gives where it is there.
    fn text(&mut self, into: &mut String) -> Option<Range<usize>> {
        let begin = into.len();
        match self.number()?.checked_sub(1) {
            None => Uuid(*self.take(16)?.first_chunk()?).write(into),
            Some(length) => {
                let text = self.take(usize::try_from(length).ok()?)?;
                into.push_str(str::from_utf8(text).ok()?);
            }
        }
        Some(begin..into.len())
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let begin = self.byte;
        self.byte = begin.checked_add(count)?;
        self.bytes.get(begin..self.byte)
    }
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::Key;
    use crate::label::InputLabel;

    /// Many are as long as others, and one begins where another does.
    const NAMES: [&str; 12] = [
        MAIN_MENU,
        MAIN_MENU.split_at(4).0,
        "",
        "end",
        UUID,
        "-",
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
    ];
    const MAIN_MENU: &str = "main_menu";
    const UUID: &str = "01234567-89ab-cdef-0123-456789abcdef";

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![Just(UUID.to_owned()), ".{0,20}", "[a-z]{200,300}"]
    }

    fn step() -> impl Strategy<Value = Step<'static>> {
        let input = prop::sample::select(&Key::ALL[..]).prop_map(InputLabel::Key);
        let at = prop_oneof![any::<i64>(), 0..10_i64, Just(i64::MIN), Just(i64::MAX)];
        let way = (
            prop::array::uniform2(prop::sample::select(&NAMES[..])),
            input,
        );
        (text(), text(), at, option::of(text()), way).prop_map(
            |(key, session, at, caller, ([state, outcome], input))| Step {
                key,
                session: session.into(),
                at,
                caller: caller.map(Into::into),
                state,
                input,
                outcome,
            },
        )
    }

    proptest! {
        #[test]
        fn steps_are_read_as_they_were_written(steps in prop::collection::vec(step(), 0..40)) {
            let (mut pen, mut bytes) = (Pen::default(), vec![]);
            for step in &steps {
                pen.write(step, &mut bytes);
            }
            let read: Vec<_> = Records::of(bytes.into()).map(Option::unwrap).collect();
            prop_assert_eq!(read.len(), steps.len());
            for (read, step) in read.iter().zip(&steps) {
                let text = |range: Range<usize>| read.text[range].to_owned();
                prop_assert_eq!(text(read.key.clone()), step.key.as_str());
                prop_assert_eq!(text(read.session.clone()), &*step.session);
                prop_assert_eq!(read.at, step.at);
                let caller = step.caller.as_deref().unwrap_or_default();
                prop_assert_eq!(text(read.caller.clone()), caller);
                let way = [step.state, step.input.as_str(), step.outcome];
                prop_assert_eq!(read.way.clone().map(text), way);
            }
        }

        #[test]
        fn what_is_no_step_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read: Vec<_> = Records::of(bytes.into()).collect();
            let is_none = |record: &Option<_>| record.is_none();
            prop_assert!(read.iter().position(is_none).is_none_or(|none| none + 1 == read.len()));
        }

        #[test]
        fn a_step_that_was_cut_short_is_none(step in step(), cut in any::<prop::sample::Index>()) {
            let mut bytes = vec![];
            Pen::default().write(&step, &mut bytes);
            bytes.truncate(cut.index(bytes.len()));
            let read: Vec<_> = Records::of(bytes.into()).collect();
            prop_assert!(read.is_empty() || read == [None]);
        }
    }

    #[test]
    fn the_platforms_own_take_few_bytes() {
        let step = |at| Step {
            key: UUID.into(),
            session: UUID.into(),
            at,
            caller: Some("6591234567".into()),
            state: "main_menu",
            input: InputLabel::Key(Key::One),
            outcome: "reservations",
        };
        let (mut pen, mut bytes) = (Pen::default(), vec![]);
        pen.write(&step(1_700_000_000_000_000), &mut bytes);
        let first = bytes.len();
        pen.write(&step(1_700_000_000_000_010), &mut bytes);
        assert_eq!(bytes.len() - first, 17 + 1 + 17 + 1 + 11 + 1);
    }
}
