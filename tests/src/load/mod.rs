//! Load generators for the benches, which post events like the platform.

mod bookings;
mod event;
mod generator;
mod server;

pub use bookings::{Bookings, book};
pub use event::{Event, SECRET, STEPS, Step};
pub use generator::{Load, Until, Window};
pub use server::{Pinned, Served, get, pin_to, serving, serving_bookings};
