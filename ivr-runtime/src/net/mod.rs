//! What server, pages and clients share of the network: TLS, and the names of this machine.

mod host;
pub(crate) mod tls;

pub(crate) use host::names_this_machine;
