//! Access control: by address, and by proof that a carrier sent a request.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};
use warp::http::HeaderMap;

use crate::carrier::Secret;
use crate::carrier::eight_by_eight::ADDRESSES;

/// Who may send requests. By default everybody, which only a server on loopback allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Access {
    /// One of these must prove that a carrier sent a request; a carrier has two while one replaces the other.
    /// If there are none, no proof is required.
    pub secrets: Vec<Secret>,
    /// The addresses that may send requests; all, if empty.
    pub allow: Vec<Network>,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<Network>,
    /// Whether to listen on a network address without a secret or a list of addresses.
    pub insecure: bool,
}

impl Access {
    /// Sets [`secrets`](Self::secrets).
    #[must_use]
    pub fn with_secrets(mut self, secrets: Vec<Secret>) -> Self {
        self.secrets = secrets;
        self
    }

    /// Sets [`allow`](Self::allow).
    #[must_use]
    pub fn with_allow(mut self, allow: Vec<Network>) -> Self {
        self.allow = allow;
        self
    }

    /// Sets [`trusted_proxies`](Self::trusted_proxies).
    #[must_use]
    pub fn with_trusted_proxies(mut self, trusted_proxies: Vec<Network>) -> Self {
        self.trusted_proxies = trusted_proxies;
        self
    }

    /// Sets [`insecure`](Self::insecure).
    #[must_use]
    pub const fn with_insecure(mut self, insecure: bool) -> Self {
        self.insecure = insecure;
        self
    }
}

/// A set of addresses: one (`192.0.2.7`), a block (`192.0.2.0/24`), or those of 8x8
/// (`8x8`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(Addresses);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Addresses {
    /// The addresses that 8x8 documents.
    Platform,
    /// A block in CIDR notation; a single address is a block of one.
    Block(IpNet),
}

/// The error of parsing a [`Network`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an address (192.0.2.7), a block (192.0.2.0/24), or `8x8` for those of 8x8")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        if text == "8x8" {
            return Ok(Self(Addresses::Platform));
        }
        let address = text.parse::<IpAddr>().map(IpNet::from);
        let block = address
            .or_else(|_| text.parse())
            .map_err(|_| NetworkError)?;
        Ok(Self(Addresses::Block(canonical(block))))
    }
}

/// Converts IPv4-mapped IPv6 addresses to IPv4, for comparison.
fn canonical(block: IpNet) -> IpNet {
    const MAPPED: u8 = 96;
    let IpNet::V6(v6) = block else { return block };
    let v4 = v6.addr().to_ipv4_mapped();
    let length = v6.prefix_len().checked_sub(MAPPED);
    match v4.zip(length).map(|(v4, length)| Ipv4Net::new(v4, length)) {
        Some(Ok(v4)) => v4.into(),
        _ => block,
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        match &self.0 {
            Addresses::Platform => ADDRESSES
                .iter()
                .any(|known| IpAddr::from(*known) == address),
            Addresses::Block(block) => block.contains(&address),
        }
    }

    /// Whether the block is larger than any network of its own, so that it keeps nobody out.
    const fn is_everybody(&self) -> bool {
        match &self.0 {
            Addresses::Platform => false,
            Addresses::Block(IpNet::V4(block)) => block.prefix_len() < 8,
            Addresses::Block(IpNet::V6(block)) => block.prefix_len() < 7,
        }
    }
}

fn any(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

impl Access {
    /// Whether anybody on the network could post events to a server with this address.
    pub(super) fn is_open(&self, listen: SocketAddr, carriers: &[&str]) -> bool {
        let loopback = match listen.ip() {
            IpAddr::V4(v4) => v4.is_loopback(),
            IpAddr::V6(v6) => v6.is_loopback(),
        };
        let allows_everybody =
            self.allow.is_empty() || self.allow.iter().any(Network::is_everybody);
        let anybody = allows_everybody || self.trusts_everybody();
        let has_secret = |carrier: &&str| self.secrets.iter().any(|one| one.is_for(carrier));
        let secret = !carriers.is_empty() && carriers.iter().all(has_secret);
        !loopback && !secret && anybody && !self.insecure
    }

    /// Whether every client is trusted as a proxy.
    pub(crate) fn trusts_everybody(&self) -> bool {
        self.trusted_proxies.iter().any(Network::is_everybody)
    }

    /// Whether the address is that of a trusted proxy.
    pub(super) fn trusts(&self, peer: IpAddr) -> bool {
        any(&self.trusted_proxies, peer.to_canonical())
    }

    /// Whether to admit a connection from this address. A proxy's client is known only with each
    /// request.
    pub(super) fn may_connect(&self, peer: IpAddr) -> bool {
        self.trusts(peer) || self.may_call(peer)
    }

    /// Whether this client may send requests, directly or through a proxy.
    pub(super) fn may_call(&self, client: IpAddr) -> bool {
        self.allow.is_empty() || any(&self.allow, client.to_canonical())
    }

    /// Whether the client is known only with each request, because a trusted proxy is connected. Not needed
    /// if everybody may call.
    pub(super) fn asks_proxy(&self, peer: IpAddr) -> bool {
        !self.allow.is_empty() && self.trusts(peer)
    }

    /// The client's address. Each proxy appends the address of its peer, so the last address that is
    /// not a trusted proxy is the client; anything before it may be forged.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let forwarded_for = forwarded_for(headers);
        let mut client = peer;
        let mut hops = forwarded_for.rsplit(',');
        while self.trusts(client) {
            match hops.next().map(|hop| hop.trim().parse()) {
                Some(Ok(hop)) => client = hop,
                _ => break,
            }
        }
        client
    }
}

/// The addresses in `X-Forwarded-For`. Several headers form one list; headers that are not text are
/// ignored.
fn forwarded_for(headers: &HeaderMap) -> String {
    let values = headers.get_all("x-forwarded-for").iter();
    let texts: Option<Vec<_>> = values.map(|value| value.to_str().ok()).collect();
    texts.unwrap_or_default().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(allow: &[&str], proxies: &[&str], secrets: &[&str]) -> Access {
        let networks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Access {
            secrets: secrets.iter().map(|text| text.parse().unwrap()).collect(),
            allow: networks(allow),
            trusted_proxies: networks(proxies),
            insecure: false,
        }
    }

    #[test]
    fn the_list_is_kept_to() {
        let access = access(&["8x8", "192.0.2.0/24", "2001:db8::/32"], &[], &[]);
        for (peer, served) in [
            ("18.140.80.2", true),
            ("::ffff:18.140.80.2", true),
            ("18.140.80.3", false),
            ("192.0.2.200", true),
            ("192.0.3.1", false),
            ("2001:db8::7", true),
            ("2001:db9::7", false),
            ("127.0.0.1", false),
        ] {
            let peer = peer.parse().unwrap();
            assert_eq!(access.may_connect(peer), served, "{peer}");
        }
    }

    #[test]
    fn a_proxy_is_believed_only_if_it_is_trusted_and_only_as_far() {
        let access = access(&["192.0.2.7"], &["10.0.0.0/8"], &[]);
        for (peer, forwarded, served) in [
            ("10.0.0.1", &["192.0.2.7"][..], true),
            ("10.0.0.1", &["192.0.2.7, 10.0.0.2"], true),
            // A client may forge anything before it, also in a separate header.
            ("10.0.0.1", &["192.0.2.7, 198.51.100.1"], false),
            ("10.0.0.1", &["192.0.2.7", "198.51.100.1"], false),
            ("10.0.0.1", &["198.51.100.1, 192.0.2.7"], true),
            ("10.0.0.1", &["198.51.100.1", "192.0.2.7"], true),
            ("10.0.0.1", &["nonsense"], false),
            ("10.0.0.1", &[], false),
            ("198.51.100.1", &["192.0.2.7"], false),
            ("192.0.2.7", &["198.51.100.1"], true),
        ] {
            let mut headers = HeaderMap::new();
            for list in forwarded {
                headers.append("x-forwarded-for", list.parse().unwrap());
            }
            let client = access.client(peer.parse().unwrap(), &headers);
            assert_eq!(access.may_call(client), served, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn only_loopback_is_safe_without_either() {
        for (listen, settings, open) in [
            ("127.0.0.1:1", access(&[], &[], &[]), false),
            ("[::1]:1", access(&[], &[], &[]), false),
            ("0.0.0.0:1", access(&[], &[], &[]), true),
            ("0.0.0.0:1", access(&[], &["10.0.0.0/8"], &[]), true),
            ("0.0.0.0:1", access(&["8x8"], &[], &[]), false),
            ("0.0.0.0:1", access(&[], &[], &["old-secret"]), false),
        ] {
            let listen = listen.parse().unwrap();
            assert_eq!(
                settings.is_open(listen, &["eight_by_eight"]),
                open,
                "{listen} {settings:?}"
            );
            let told = Access {
                insecure: true,
                ..settings
            };
            assert!(!told.is_open(listen, &[]));
        }
    }
}
