//! Telephone numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A telephone number in international form (E.164): a `+`, then 7 to 15 digits
/// of which the first is not zero.
///
/// The platform calls this an MSISDN and takes it with or without the `+`; it is
/// always kept and sent with one.
///
/// ```
/// use ivr_runtime::Msisdn;
/// let number: Msisdn = "6568888888".parse()?;
/// assert_eq!(number.as_str(), "+6568888888");
/// assert!("0800 REPRESENTATIVE".parse::<Msisdn>().is_err());
/// # Ok::<(), ivr_runtime::MsisdnError>(())
/// ```
///
/// `Debug` and [`masked`](Self::masked) hide all but the country's first digits and
/// the last two, so that a number does not reach a log by accident; `Display` and
/// [`as_str`](Self::as_str) give it whole.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Msisdn(String);

/// Why a text is no telephone number in international form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MsisdnError {
    /// It holds something else than a leading `+` and digits.
    #[error("a phone number is a `+` and digits only, such as `+6568888888`")]
    NotDigits,
    /// It starts with zero, so it lacks its country code.
    #[error("a phone number starts with its country code, not with 0: such as `+65...`")]
    NoCountryCode,
    /// E.164 allows at most 15 digits, and nothing reachable has fewer than 7.
    #[error("a phone number with its country code has 7 to 15 digits, not {0}")]
    Length(usize),
}

impl Msisdn {
    /// The number with its leading `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden, for logs: `+65******88`.
    pub fn masked(&self) -> impl fmt::Display {
        mask(&self.0)
    }
}

/// Hides the middle of anything that may be a phone number.
pub(crate) fn mask(number: &str) -> impl fmt::Display {
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

impl FromStr for Msisdn {
    type Err = MsisdnError;

    fn from_str(text: &str) -> Result<Self, MsisdnError> {
        let digits = text.strip_prefix('+').unwrap_or(text);
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
