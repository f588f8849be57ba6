//! Networking shared by server, pages and clients: TLS, and the host names of this machine.

mod host;
pub(crate) mod tls;

pub(crate) use host::names_this_machine;
