//! Texts without signs that have to be written otherwise than they are meant.

/// Whether there is neither a control character in it nor a backslash, with which escapes begin.
///
/// Each byte is looked at, without a branch for it, so that many are looked at in one step.
pub(super) fn is_plain(text: &[u8]) -> bool {
    // The least of all, and of what is left of each without the bits of a backslash: two steps for many
    // bytes, where to compare each takes more.
    let (least, least_other) = text
        .iter()
        .fold((u8::MAX, u8::MAX), |(least, other), byte| {
            (least.min(*byte), other.min(*byte ^ b'\\'))
        });
    least >= b' ' && least_other != 0
}
