//! Numbers in the platform's documents.

use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde::ser::Serializer;
use serde_json::value::RawValue;

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

/// A SIP code, with or without quotation marks. `null`, `""` and `[]` mean that it is absent.
///
/// It matters only after a transfer, so no event is refused because of it: a number outside of the range is clamped,
/// and anything else becomes 0. Both count as a failed call.
pub(super) fn sip_code<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u16>, D::Error> {
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    let code = raw.trim_matches('"').trim();
    if let Ok(code) = serde_json::from_str::<f64>(code) {
        // `as` saturates.
        return Ok(Some(code as u16));
    }
    let is_empty_list =
        serde_json::from_str::<Vec<IgnoredAny>>(raw).is_ok_and(|list| list.is_empty());
    Ok((!matches!(code, "" | "null") && !is_empty_list).then_some(0))
}
