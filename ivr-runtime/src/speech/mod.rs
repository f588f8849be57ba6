//! Speaks values inside texts.
//!
//! A text of a tree names a value and, if needed, its format: `{name}`,
//! `{pin:digits}`, `{day:date}`, `{day:time}`, `{price:amount}`, `{place:ordinal}`. Each format is a
//! trait, so that a value that can't be spoken in a format does not compile:
//!
//! | format | trait | speaks |
//! | --- | --- | --- |
//! | (none) | [`SpeakPlain`] | texts, characters, integers, [`Digits`](crate::menu::Digits), a [`Moment`](crate::hours::Moment) |
//! | `digits` | [`SpeakDigits`] | texts, integers, [`Digits`](crate::menu::Digits), [`Msisdn`](crate::menu::Msisdn): digit by digit |
//! | `date` | [`SpeakDate`] | `jiff`'s civil `Date` and `DateTime`, and `Zoned`; a [`Moment`](crate::hours::Moment) |
//! | `time` | [`SpeakTime`] | `jiff`'s civil `Time` and `DateTime`, and `Zoned`; a [`Moment`](crate::hours::Moment) |
//! | `amount` | [`SpeakAmount`] | [`Amount`] |
//! | `ordinal` | [`SpeakOrdinal`] | integers |
//!
//! Numbers stay figures, which every voice reads in its own language; words are used where a
//! voice would have to guess. The functions are pure: value and [`Language`] in, text out.
//!
//! ```
//! use ivr_runtime::speech::{Amount, Currency, Language, SpeakAmount, SpeakDate, SpeakTime};
//!
//! let (mut english, mut german) = (String::new(), String::new());
//! for (language, out) in [(Language::English, &mut english), (Language::German, &mut german)] {
//!     let table = jiff::civil::date(2025, 3, 3).at(21, 30, 0, 0);
//!     table.speak_date(language, out);
//!     out.push_str(", ");
//!     table.speak_time(language, out);
//!     out.push_str(", ");
//!     Amount::new(1250, Currency::EUR).speak_amount(language, out);
//! }
//! assert_eq!(english, "Monday the 3rd of March, 9:30 PM, 12 euros and 50 cents");
//! assert_eq!(german, "Montag, den 3. März, 21 Uhr 30, 12 Euro und 50 Cent");
//! ```

mod amount;
mod clean;
mod currency;
mod date;
mod digits;
mod language;
mod ordinal;
mod plain;
mod text;
mod time;

pub use amount::{Amount, SpeakAmount};
pub use clean::{MAX_TEXT, clean};
pub use currency::{Currency, Unit};
pub use date::SpeakDate;
pub(crate) use date::weekday;
pub use digits::SpeakDigits;
pub use language::Language;
pub use ordinal::SpeakOrdinal;
pub use plain::SpeakPlain;
pub use text::{amount, date, digits, ordinal, plain, text, time};
pub use time::SpeakTime;

/// Appends formatted text. Writing to a `String` can't fail, so there is no error to return.
macro_rules! push {
    ($out:expr, $($format:tt)*) => {
        $crate::speech::append($out, format_args!($($format)*))
    };
}
use push;

fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = std::fmt::Write::write_fmt(out, text);
    debug_assert!(written.is_ok(), "a String takes every text");
}

/// The word before a negative number.
const fn minus(language: Language) -> &'static str {
    language.pick(["minus", "menos", "moins", "minus", "-"])
}

/// A reference is spoken like the value that it refers to.
macro_rules! through_references {
    ($trait:ident, $speak:ident) => {
        impl<T: $trait + ?Sized> $trait for &T {
            fn $speak(&self, language: $crate::speech::Language, out: &mut String) {
                (**self).$speak(language, out);
            }
        }
    };
}
use through_references;

/// Implements a trait for each integer.
macro_rules! for_integers {
    ($trait:ident, |$number:ident, $language:ident, $out:ident| $body:expr, $speak:ident) => {
        $crate::speech::for_integers!(@each $trait, |$number, $language, $out| $body, $speak,
            i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
    };
    (@each $trait:ident, |$number:ident, $language:ident, $out:ident| $body:expr, $speak:ident, $($integer:ty)*) => {$(
        impl $trait for $integer {
            fn $speak(&self, $language: $crate::speech::Language, $out: &mut String) {
                let $number = self;
                $body
            }
        }
    )*};
}
use for_integers;

#[cfg(test)]
mod tests {
    use super::Language;

    /// A value in English, Spanish, French, German, and any other language.
    pub(super) fn spoken(speak: impl Fn(Language, &mut String)) -> [String; 5] {
        Language::ALL.map(|language| {
            let mut out = String::new();
            speak(language, &mut out);
            out
        })
    }
}
