//! Recognises host names of this machine.

use std::net::IpAddr;

/// Whether a `Host` names this machine, on any port: a tunnel may use another.
pub(crate) fn names_this_machine(host: &str) -> bool {
    let port = |rest: &str| {
        let digits = rest.strip_prefix(':');
        rest.is_empty() || digits.is_some_and(|port| port.parse::<u16>().is_ok())
    };
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, rest)) = rest.split_once(']') else {
            return false;
        };
        return address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()) && port(rest);
    }
    let (name, rest) = host.split_at(host.find(':').unwrap_or(host.len()));
    let known = name.eq_ignore_ascii_case("localhost")
        || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    known && port(rest)
}
