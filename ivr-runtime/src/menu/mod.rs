//! A menu tree, as `ivr!` compiles it, and what it consists of: inputs, replies, phone numbers, and the
//! description of the whole. Pure data and functions; it imports no other room.

mod call;
pub mod description;
mod dtmf;
pub(crate) mod label;
pub mod manifest;
pub(crate) mod msisdn;
pub mod reply;
mod tree;

pub use call::{Call, Direction};
pub use description::{
    ArmDescription, BranchDescription, Description, EnterBy, RecordingDescription,
    StateDescription, StateKind, StepDescription, Trigger, ValueDescription,
};
pub use dtmf::{Digits, DigitsError, Input, Key, Outcome};
pub use msisdn::{Msisdn, MsisdnError};
pub use reply::Reply;
pub use tree::{Failure, PhoneNumber, Tree, Turn};
