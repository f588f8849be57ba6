//! Telephones that call a line.

mod raw;
mod sipp;

pub use raw::{RawCall, description, request};
pub use sipp::{Scenario, sipp};
