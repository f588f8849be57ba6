//! Sound, and how it travels to and from a phone.

mod keys;
mod law;
mod rtp;
mod sdp;
mod sound;
mod tones;

pub(super) use keys::{Events, from_info};
pub(super) use law::Law;
pub(super) use rtp::{Packet, Sender};
pub(super) use sdp::{Local, Remote, answer, offer, read};
pub(super) use sound::{FRAME, Frame, Sound, SoundError, frames};
pub(super) use tones::Tones;

/// The interval between two packets.
pub(super) const TICK: std::time::Duration = std::time::Duration::from_millis(20);
