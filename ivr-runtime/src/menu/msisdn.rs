//! Telephone numbers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A telephone number in international format (E.164): a `+`, then 7 to 15 digits
/// that do not begin with zero.
///
/// The platform calls this an MSISDN and accepts it with or without the `+`; we
/// always store and send it with one. Spaces, hyphens, `00` and URI forms are all parsed to the same
/// number:
///
/// ```
/// use ivr_runtime::Msisdn;
/// for spelling in ["6568888888", "+65 6888-8888", "0065 68888888", "tel:+65-6888-8888", "sip:+6568888888@example.com"] {
///     assert_eq!(spelling.parse::<Msisdn>()?.as_str(), "+6568888888");
/// }
/// assert!("0800 REPRESENTATIVE".parse::<Msisdn>().is_err());
/// # Ok::<(), ivr_runtime::MsisdnError>(())
/// ```
///
/// `Debug` and [`masked`](Self::masked) show only the first and last two digits, so that a number
/// does not get into a log by accident; `Display` and [`as_str`](Self::as_str) show all of it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Msisdn(String);

/// Why a text is not a telephone number in international format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MsisdnError {
    /// It contains anything but a leading `+` and digits.
    #[error("a phone number is a `+` and digits only, such as `+6568888888`")]
    NotDigits,
    /// It stands for a withheld number.
    #[error("this stands for a withheld number, and is not a number itself")]
    Withheld,
    /// It starts with zero, so it lacks its country code.
    #[error("a phone number starts with its country code, not with 0: such as `+65...`")]
    NoCountryCode,
    /// E.164 allows at most 15 digits, and nothing reachable has fewer than 7.
    #[error("a phone number with its country code has 7 to 15 digits, not {0}")]
    Length(usize),
}

impl Msisdn {
    /// Parses a number as the platform writes it: digits, with or without a leading `+`.
    pub(crate) fn strict(text: &str) -> Result<Self, MsisdnError> {
        Self::of_digits(text.strip_prefix('+').unwrap_or(text))
    }

    fn of_digits(digits: &str) -> Result<Self, MsisdnError> {
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MsisdnError::NotDigits);
        }
        if digits.starts_with('0') {
            return Err(MsisdnError::NoCountryCode);
        }
        if !(7..=15).contains(&digits.len()) {
            return Err(MsisdnError::Length(digits.len()));
        }
        Ok(Self(format!("+{digits}")))
    }

    /// The number with its leading `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The masked number, for logs: `+65******88`.
    pub fn masked(&self) -> impl fmt::Display {
        mask(&self.0)
    }
}

/// Masks anything that may be a phone number.
pub(crate) fn mask(number: &str) -> impl fmt::Display + use<> {
    const SHOWN_FIRST: usize = 3;
    const SHOWN_LAST: usize = 2;
    let count = number.chars().count();
    number
        .chars()
        .enumerate()
        .map(|(at, c)| {
            let shown = count >= 7 && (at < SHOWN_FIRST || at + SHOWN_LAST >= count);
            if shown { c } else { '*' }
        })
        .collect::<String>()
}

/// Placeholders for a withheld number: words, and the digits that spell them
/// on a phone's keypad.
const WITHHELD: [&str; 12] = [
    "anonymous",
    "266696687",
    "unavailable",
    "86282452253",
    "restricted",
    "7378742833",
    "unknown",
    "8656696",
    "blocked",
    "2562533",
    "private",
    "withheld",
];

/// Normalises a caller's number for storing and comparing; `None` if it is
/// withheld. A text that is not a number in international format stays unchanged.
pub(crate) fn canonical(address: &str) -> Option<Cow<'_, str>> {
    let is_plain = address
        .strip_prefix('+')
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    match address.parse::<Msisdn>() {
        Ok(_) if is_plain => Some(address.into()),
        Ok(number) => Some(number.0.into()),
        Err(MsisdnError::Withheld) => None,
        Err(_) => Some(address.trim().into()),
    }
}

/// The user part of an address: `+65..` of `<sip:+65..@example.com;user=phone>`.
fn user(address: &str) -> &str {
    let bracketed = |text| -> Option<&str> {
        let (_, text) = str::rsplit_once(text, '<')?;
        Some(text.split_once('>')?.0)
    };
    let address = bracketed(address).unwrap_or(address).trim();
    let user = match address.split_once(':') {
        Some((scheme, user))
            if ["tel", "sip", "sips"]
                .iter()
                .any(|s| scheme.eq_ignore_ascii_case(s)) =>
        {
            user
        }
        _ => address,
    };
    user.split(['@', ';', '?', ':'])
        .next()
        .unwrap_or(user)
        .trim()
}

fn is_withheld(user: &str) -> bool {
    let name = user.trim_start_matches('+');
    // In North America the digits may also come with the country code.
    let of_america = name.strip_prefix('1').unwrap_or(name);
    let is = |one: &&str| one.eq_ignore_ascii_case(name) || **one == *of_america;
    name.is_empty() || WITHHELD.iter().any(is)
}

impl FromStr for Msisdn {
    type Err = MsisdnError;

    fn from_str(text: &str) -> Result<Self, MsisdnError> {
        let user = user(text);
        if is_withheld(user) {
            return Err(MsisdnError::Withheld);
        }
        let international = user
            .strip_prefix('+')
            .or_else(|| user.strip_prefix("%2B"))
            .or_else(|| user.strip_prefix("%2b"));
        // A zero in brackets is only dialled within the country.
        let digits = international.unwrap_or(user).replace("(0)", "");
        let digits = digits.replace(is_separator, "");
        let digits = match (international, digits.strip_prefix("00")) {
            (None, Some(digits)) => digits,
            _ => &digits,
        };
        Self::of_digits(digits)
    }
}

/// Visual separators between the digits of a number (RFC 3966, section 5.1.1).
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}')
}

impl TryFrom<String> for Msisdn {
    type Error = MsisdnError;

    fn try_from(text: String) -> Result<Self, MsisdnError> {
        text.parse()
    }
}

impl From<Msisdn> for String {
    fn from(number: Msisdn) -> Self {
        number.0
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_caller_has_one_number_however_it_is_spelt() {
        for spelling in [
            "+6591234567",
            "6591234567",
            " +65 9123 4567 ",
            "+65-9123-4567",
            "+65 (0) 9123.4567",
            "006591234567",
            "00 65 9123 4567",
            "tel:+65-9123-4567",
            "TEL:+6591234567;ext=1",
            "sip:+6591234567@example.com",
            "sip:%2B6591234567@example.com;user=phone",
            "sips:6591234567:secret@example.com:5061",
            "\"Ann\" <sip:+6591234567@example.com>;tag=1",
            "+65\u{a0}9123\u{2011}4567",
        ] {
            let number = spelling.parse::<Msisdn>().map(|number| number.0);
            assert_eq!(number.as_deref(), Ok("+6591234567"), "{spelling}");
            assert_eq!(canonical(spelling).as_deref(), Some("+6591234567"));
        }
    }

    #[test]
    fn a_withheld_caller_is_nobody() {
        for name in [
            "",
            " ",
            "+",
            "anonymous",
            "Anonymous",
            "UNKNOWN",
            "restricted",
            "unavailable",
            "private",
            "blocked",
            "withheld",
            "266696687",
            "+266696687",
            "1266696687",
            "86282452253",
            "+7378742833",
            "8656696",
            "2562533",
            "sip:anonymous@anonymous.invalid",
            "tel:+266696687",
            "sip:@example.com",
            "\"Anonymous\" <sip:anonymous@example.com>",
        ] {
            assert_eq!(name.parse::<Msisdn>(), Err(MsisdnError::Withheld), "{name}");
            assert_eq!(canonical(name), None, "{name}");
        }
    }

    #[test]
    fn what_is_no_number_stays_what_it_is() {
        for (text, error) in [
            ("0800 REPRESENTATIVE", MsisdnError::NotDigits),
            ("sip:ann@example.com", MsisdnError::NotDigits),
            ("+0065 91234567", MsisdnError::NoCountryCode),
            ("091234567", MsisdnError::NoCountryCode),
            ("1001", MsisdnError::Length(4)),
            ("+65+91234567", MsisdnError::NotDigits),
        ] {
            assert_eq!(text.parse::<Msisdn>(), Err(error), "{text}");
            assert_eq!(canonical(text).as_deref(), Some(text));
        }
        assert!(Msisdn::strict("tel:+6591234567").is_err());
        assert!(Msisdn::strict("+65 91234567").is_err());
    }
}
