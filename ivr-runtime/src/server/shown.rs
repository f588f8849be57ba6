//! What the log shows of events: their names, and those that need no answer.

use std::borrow::Cow;

use tracing::info;
use uuid::Uuid;

use crate::engine::event::{Progress, Summary};
use crate::logging::Printable;
use crate::logging::{Redacted, RedactedId};
use crate::menu::msisdn::mask;

/// The id of a session, an event or a leg, as logged. One that contains a phone number, which the
/// platform's never do, is masked.
pub(super) fn name(id: Option<&str>) -> Cow<'_, str> {
    /// A run of this many digits may be a phone number.
    const NUMBER: usize = 7;
    let id = id.map_or("-", cut);
    if !id.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        let digits = id.bytes().filter(u8::is_ascii_digit).count();
        return if digits >= NUMBER {
            mask(id).to_string().into()
        } else {
            Printable(id).to_string().into()
        };
    }
    // The platform's ids are hexadecimal; runs of digits occur by chance, but hardly so long at the end.
    let last = id.rsplit(|c: char| !c.is_ascii_digit()).next();
    let is_uuid = id.len() == 36 && Uuid::try_parse(id).is_ok();
    if is_uuid && last.is_none_or(|digits| digits.len() <= NUMBER) {
        return id.into();
    }
    RedactedId(id).to_string().into()
}

/// An id, truncated to the platform's length of 36 characters and some to spare.
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
                "a4fad4b3-b388-12ee-b217-2fb8260fcf59",
                "a4fad4b3-b388-12ee-b217-2fb8260fcf59",
            ),
            (
                "91234567-b388-12ee-b217-2fb8a6012345",
                "91234567-b388-12ee-b217-2fb8a6012345",
            ),
            (
                "deadbeef-dead-beef-dead-006591234567",
                "deadbeef-dead-beef-dead-[number]",
            ),
            (
                "deadbeefdeadbeefdeadbeef6591234567",
                "deadbeefdeadbeefdeadbeef[number]",
            ),
            ("123456", "123456"),
            ("+6591234567", "+65******67"),
            ("659-1234-567", "659*******67"),
            ("x6591234567", "x[number]"),
            ("call 65 9123 4567", "call [number]"),
            ("sip:+6591234567@example.com", "sip:+[number]@example.com"),
            ("sip:+65.9123.4567@example.com", "sip:+[number]@example.com"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
        ] {
            assert_eq!(name(Some(id)), shown);
        }
        assert_eq!(name(None), "-");
    }
}
