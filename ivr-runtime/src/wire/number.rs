//! Numbers on the wire.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// Writes `1` for 1.0, as the platform's own samples do, and `1.5` for 1.5.
pub(super) fn whole_as_integer<S: Serializer>(
    number: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // Whole numbers up to here are exact in an f64.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match *number {
        Some(whole) if whole.fract() == 0.0 && whole.abs() < EXACT => {
            serializer.serialize_i64(whole as i64)
        }
        Some(number) => serializer.serialize_f64(number),
        None => serializer.serialize_none(),
    }
}

/// A SIP code: any JSON number or `null`. One that is none of SIP's is kept as the
/// nearest, so that it counts as a failed call and does not drop it.
pub(super) fn sip_code<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u16>, D::Error> {
    struct SipCode;

    impl<'de> Visitor<'de> for SipCode {
        type Value = Option<u16>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number")
        }

        fn visit_u64<E: Error>(self, code: u64) -> Result<Self::Value, E> {
            Ok(Some(u16::try_from(code).unwrap_or(u16::MAX)))
        }

        fn visit_i64<E: Error>(self, _negative: i64) -> Result<Self::Value, E> {
            Ok(Some(0))
        }

        fn visit_f64<E: Error>(self, code: f64) -> Result<Self::Value, E> {
            // `as` saturates.
            Ok(Some(code as u16))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    d.deserialize_any(SipCode)
}
