//! Texts without signs that have to be written otherwise than they are meant.

/// Whether there is neither a control character in it nor a backslash, with which escapes begin.
///
/// Each byte is looked at, without a branch for it, so that many are looked at in one step.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    let found = text.iter().fold(0, |found, byte| {
        found | u8::from(*byte < b' ') | u8::from(*byte == b'\\')
    });
    found == 0
}
