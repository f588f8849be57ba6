//! UUIDs in sixteen bytes: what the platform calls its events and sessions takes 36 letters.

use crate::hexadecimal::Hexadecimal;

/// A UUID that is written as the platform writes them: hexadecimal, small letters, with hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uuid(pub(super) [u8; 16]);

impl Uuid {
    /// The one that a text is; `None` if it is anything else, or is written otherwise.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
        let mut high = [0; 16];
        high[..8].copy_from_slice(&text[..8]);
        high[8..12].copy_from_slice(&text[9..13]);
        high[12..].copy_from_slice(&text[14..18]);
        let mut low = [0; 16];
        low[..4].copy_from_slice(&text[19..23]);
        low[4..].copy_from_slice(&text[24..]);
        let has_hyphens = [text[8], text[13], text[18], text[23]] == *b"----";
        let halves = (Hexadecimal::number(&high)?, Hexadecimal::number(&low)?);
        let number = u128::from(halves.0) << 64 | u128::from(halves.1);
        has_hyphens.then_some(Self(number.to_be_bytes()))
    }

    /// Writes it as it was.
    pub(super) fn write(self, text: &mut String) {
        let number = u128::from_be_bytes(self.0);
        #[expect(clippy::cast_possible_truncation, reason = "its low half is meant")]
        let [high, low] = [(number >> 64) as u64, number as u64].map(Hexadecimal::of);
        let (high, low) = (high.as_str(), low.as_str());
        text.push_str(&high[..8]);
        for group in [&high[8..12], &high[12..], &low[..4], &low[4..]] {
            text.push('-');
            text.push_str(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_uuid_is_written_as_it_was_read(text in "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") {
            let mut written = String::new();
            Uuid::of(&text).unwrap().write(&mut written);
            prop_assert_eq!(written, text);
        }

        #[test]
        fn what_would_be_written_otherwise_is_none(at in 0..36_usize, other in "[g/:`A-F_ ]") {
            let mut text = "01234567-89ab-cdef-0123-456789abcdef".to_owned();
            prop_assert!(Uuid::of(&text).is_some());
            text.replace_range(at..=at, &other);
            prop_assert_eq!(Uuid::of(&text), None);
            text.remove(at);
            prop_assert_eq!(Uuid::of(&text), None);
        }
    }
}
