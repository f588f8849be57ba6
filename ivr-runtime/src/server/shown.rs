//! What the log shows of events: how it names them, and those that ask for nothing.

use std::borrow::Cow;

use tracing::info;

use crate::event::{Progress, Summary};
use crate::msisdn::mask;
use crate::redact::Redacted;

/// A session, an event or a leg, as the log names it. One that holds a phone number, as
/// nothing of the platform's does, is masked.
pub(super) fn name(id: Option<&str>) -> Cow<'_, str> {
    /// As many digits in a row may be those of a phone number.
    const NUMBER: usize = 7;
    let id = id.map_or("-", cut);
    let has_letters = id.bytes().any(|byte| byte.is_ascii_alphabetic());
    // The platform's own: hexadecimal, in which a few digits meet by chance.
    let of_platform = id.len() >= 32 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let runs = id.split(|c: char| !c.is_ascii_digit());
    if has_letters && (of_platform || runs.map(str::len).max() < Some(NUMBER)) {
        id.into()
    } else if has_letters {
        Redacted(id).to_string().into()
    } else if id.bytes().filter(u8::is_ascii_digit).count() >= NUMBER {
        mask(id).to_string().into()
    } else {
        id.into()
    }
}

/// An id, as much of it as the platform's own have: 36 characters, and some to spare.
pub(super) fn cut(id: &str) -> &str {
    const LONGEST: usize = 64;
    &id[..id.floor_char_boundary(LONGEST)]
}

pub(super) fn log_summary(summary: &Summary, numbers: bool) {
    let number = |number: &Option<String>| {
        number.as_ref().map(|number| {
            if numbers {
                number.clone()
            } else {
                mask(number).to_string()
            }
        })
    };
    let redacted = |text: &Option<String>| {
        let text = text.as_deref();
        text.map(|text| Redacted(text).to_string())
    };
    info!(
        session = &*name(summary.session.as_deref()),
        status = redacted(&summary.status),
        last_action = redacted(&summary.last_action),
        calls = summary.legs,
        seconds = summary.seconds,
        from = number(&summary.source),
        to = number(&summary.destination),
        error_code = summary.error_code,
        error = redacted(&summary.error),
        "session over"
    );
}

pub(super) fn log_progress(progress: &Progress) {
    let status = progress.status.as_deref();
    info!(
        session = &*name(progress.session.as_deref()),
        call = &*name(progress.leg.as_deref()),
        status = status.map(|status| Redacted(status).to_string()),
        "call status"
    );
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn ids_are_shown_and_the_numbers_in_them_are_not() {
        for (id, shown) in [
            ("session-1", "session-1"),
            (
                "f1b2c3d4-1234-4567-8901-123456789012",
                "f1b2c3d4-1234-4567-8901-123456789012",
            ),
            ("123456", "123456"),
            ("+6591234567", "+65******67"),
            ("659-1234-567", "659*******67"),
            ("x6591234567", "x[number]"),
            ("sip:+6591234567@example.com", "sip:+[number]@example.com"),
        ] {
            assert_eq!(name(Some(id)), shown);
        }
        assert_eq!(name(None), "-");
    }
}
