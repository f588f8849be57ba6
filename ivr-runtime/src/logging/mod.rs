//! How text reaches logs and terminals: with all causes of an error, without control characters, with
//! phone numbers masked, and a few lines for a burst.

mod bursts;
mod causes;
mod printable;
mod redact;

pub(crate) use bursts::{BurstLine, Bursts};
pub(crate) use causes::Causes;
pub(crate) use printable::{Printable, PrintableJson, is_invisible};
pub(crate) use redact::{Redacted, RedactedId};
