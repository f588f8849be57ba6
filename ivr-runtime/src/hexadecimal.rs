//! Numbers as hexadecimal digits, several times as fast as `write!` makes them and `parse` reads them.

/// The digits of a number, with all zeros in front.
pub(crate) struct Hexadecimal([u8; 16]);

/// A 1 in each byte.
const ONES: u64 = u64::from_ne_bytes([1; 8]);

impl Hexadecimal {
    pub(crate) fn of(number: u64) -> Self {
        let [high, low] = [number >> 32, number & 0xffff_ffff].map(eight_digits);
        Self((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The number that is written in these digits; `None` if it is not, or is written otherwise.
    pub(crate) fn number(digits: &[u8; 16]) -> Option<u64> {
        let mut number = 0;
        for eight in digits.as_chunks().0 {
            number = number << 32 | half(u64::from_be_bytes(*eight));
        }
        // Whatever else stands there is none of the digits that this number has.
        (Self::of(number).0 == *digits).then_some(number)
    }
}

/// The digits of half a number, all at once: the first one in the highest byte.
const fn eight_digits(half: u64) -> u64 {
    // A digit's four bits into a byte of its own.
    let digits = (half | half << 16) & 0x0000_ffff_0000_ffff;
    let digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff;
    let digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    // From ten on, a letter: six more carry into the bit of sixteen.
    let letters = (digits + ONES * 6) >> 4 & ONES;
    digits + ONES * (b'0' as u64) + letters * (b'a' - b'0' - 10) as u64
}

/// The half of a number that has these digits.
const fn half(digits: u64) -> u64 {
    // Letters have a bit that digits have not, and are nine more than their last four bits say.
    let letters = digits >> 6 & ONES;
    let digits = (digits & (ONES * 0x0f)) + letters * 9;
    let digits = (digits | digits >> 4) & 0x00ff_00ff_00ff_00ff;
    let digits = (digits | digits >> 8) & 0x0000_ffff_0000_ffff;
    (digits | digits >> 16) & 0xffff_ffff
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_written_as_by_write(number in any::<u64>(), bits in 0..64_u32) {
            let number = number >> bits;
            let written = Hexadecimal::of(number);
            prop_assert_eq!(written.as_str(), format!("{number:016x}"));
            prop_assert_eq!(Hexadecimal::number(&written.0), Some(number));
        }

        #[test]
        fn what_is_not_written_so_is_no_number(text in "[0-9a-f]{0,15}[^0-9a-f][0-9a-f]{0,15}") {
            for sixteen in text.as_bytes().array_windows() {
                let is_other = |digit: &u8| !matches!(digit, b'0'..=b'9' | b'a'..=b'f');
                let number = Hexadecimal::number(sixteen);
                prop_assert_eq!(number.is_none(), sixteen.iter().any(is_other));
            }
        }
    }
}
