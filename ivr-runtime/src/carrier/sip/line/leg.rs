//! The media of one leg: a socket, and the peer at its other end.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::super::media::{Events, Frame, Law, Packet, Remote, Sender, Tones};
use crate::menu::Key;

/// Maximum length of a datagram that is read: a packet of 20 ms has 172 bytes, and no Ethernet frame carries more than
/// this.
pub(super) const DATAGRAM: usize = 1_500;

/// How long the peer must be silent before packets from another port of its address are accepted: a peer behind NAT may
/// move, but nobody may take over a call in progress.
const MOVED: Duration = Duration::from_secs(1);

/// The media of one leg.
#[derive(Debug)]
pub(super) struct Leg {
    socket: UdpSocket,
    remote: Remote,
    /// Where packets are sent: the address in the peer's description, until packets arrive from another one.
    to: SocketAddr,
    /// When the last packet arrived from there.
    heard_at: Option<Instant>,
    /// Where the signalling comes from; behind NAT, the media comes from there too.
    signals_from: IpAddr,
    sender: Sender,
    events: Events,
    tones: Tones,
    keys_come_by: Option<KeyPath>,
}

/// How keys arrive. The first path used is kept, so that a phone that sends each key in two ways presses it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyPath {
    Packets,
    Signalling,
    Sound,
}

/// Binds a port for media.
///
/// # Errors
/// If none is free.
pub(super) async fn port(ip: IpAddr, ports: Option<&RangeInclusive<u16>>) -> io::Result<UdpSocket> {
    let Some(ports) = ports else {
        return UdpSocket::bind((ip, 0)).await;
    };
    // Starts at a random port: a fixed order would try the same used ports for every call.
    let (first, count) = (*ports.start(), u32::from(*ports.end() - *ports.start()) + 1);
    let begin = u32::from_be_bytes(random()?) % count;
    let mut failure = io::Error::from(io::ErrorKind::AddrInUse);
    for step in 0..count {
        #[expect(clippy::cast_possible_truncation, reason = "it is less than the count")]
        let port = first + ((begin + step) % count) as u16;
        match UdpSocket::bind((ip, port)).await {
            Ok(socket) => return Ok(socket),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Random bytes from the operating system.
pub(super) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| io::Error::other("could not generate random numbers"))?;
    Ok(bytes)
}

impl Leg {
    pub(super) fn new(socket: UdpSocket, remote: Remote, signals_from: IpAddr) -> io::Result<Self> {
        let [a, b, c, d, e, f, rest @ ..] = random::<10>()?;
        let sender = Sender::new(
            u32::from_be_bytes([a, b, c, d]),
            u16::from_be_bytes([e, f]),
            u32::from_be_bytes(rest),
        );
        Ok(Self {
            socket,
            to: remote.address,
            heard_at: None,
            remote,
            signals_from,
            sender,
            events: Events::default(),
            tones: Tones::default(),
            keys_come_by: None,
        })
    }

    /// The peer changed its address or format.
    pub(super) fn moved(&mut self, remote: Remote) {
        if remote.address != self.remote.address {
            self.to = remote.address;
            self.heard_at = None;
        }
        self.remote = remote;
    }

    /// Receives the next packet of the peer, and returns its length.
    ///
    /// Cancel safe.
    pub(super) async fn receive(&mut self, datagram: &mut [u8]) -> usize {
        loop {
            // Such an error belongs to a packet that we sent earlier and that reached nobody.
            let Ok((length, from)) = self.socket.recv_from(datagram).await else {
                tokio::task::yield_now().await;
                continue;
            };
            // Nobody else may press keys or redirect our media.
            let (ip, said) = (from.ip().to_canonical(), self.remote.address.ip());
            let is_theirs = ip == said.to_canonical() || ip == self.signals_from.to_canonical();
            let goes_on = self.heard_at.is_some_and(|at| at.elapsed() < MOVED);
            let is_packet = datagram.get(..length).and_then(Packet::read).is_some();
            if is_theirs && is_packet && (from == self.to || !goes_on) {
                self.to = from;
                self.heard_at = Some(Instant::now());
                return length;
            }
        }
    }

    /// Returns the key, if this packet is the first that reports it. Tones are detected only if the peer has said that
    /// it sends no event packets: speech may sound like a tone.
    pub(super) fn key(&mut self, packet: &Packet<'_>) -> Option<Key> {
        let Packet {
            ssrc,
            timestamp,
            payload_type,
            payload,
            ..
        } = *packet;
        let (key, path) = match self.remote.format.events {
            Some(events) if events == payload_type => (
                self.events.packet(ssrc, timestamp, payload)?,
                KeyPath::Packets,
            ),
            Some(_) => return None,
            None => (
                self.tones
                    .hear(timestamp, &Law::of(payload_type)?.decode(payload))?,
                KeyPath::Sound,
            ),
        };
        self.came_by(path).then_some(key)
    }

    /// Whether a key that arrived as SIP INFO counts.
    pub(super) fn takes_signalled_keys(&mut self) -> bool {
        self.came_by(KeyPath::Signalling)
    }

    fn came_by(&mut self, path: KeyPath) -> bool {
        *self.keys_come_by.get_or_insert(path) == path
    }

    /// Sends the next 20 ms.
    pub(super) async fn send(&mut self, frame: &Frame) {
        let packet = self.sender.frame(self.remote.format.law, frame);
        self.deliver(&packet).await;
    }

    /// Relays a packet of the other leg.
    pub(super) async fn relay(&mut self, packet: &Packet<'_>, from: &Self) {
        let to = self.remote.format;
        if let Some(packet) = self.sender.relay(packet, from.remote.format, to) {
            self.deliver(&packet).await;
        }
    }

    async fn deliver(&self, packet: &[u8]) {
        if self.remote.listens {
            // A packet that can't be sent is lost, as on any network.
            let _ = self.socket.send_to(packet, self.to).await;
        }
    }
}
