//! Receives the audio of many calls at one port, and measures how late it is.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// Receives every call at the same port, and tells them apart by their source address.
pub(crate) struct Listener(UdpSocket);

/// What was received.
pub(crate) struct Gaps {
    /// The number of calls received.
    pub(crate) streams: usize,
    /// The time between two packets of a call.
    pub(crate) all: Vec<Duration>,
}

impl Listener {
    pub(crate) fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let patience = Some(Duration::from_millis(100));
        socket.set_read_timeout(patience).expect("a time-out");
        Self(socket)
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().expect("it has one").port()
    }

    /// Listens for this time.
    pub(crate) fn gaps(&self, time: Duration) -> Gaps {
        let mut last: HashMap<SocketAddr, Instant> = HashMap::new();
        let mut all = Vec::new();
        let mut datagram = [0; 2_048];
        // Discards packets that have queued up before.
        let begin = Instant::now() + Duration::from_secs(1);
        while Instant::now() < begin + time {
            let Ok((_, from)) = self.0.recv_from(&mut datagram) else {
                continue;
            };
            let now = Instant::now();
            if now < begin {
                continue;
            }
            if let Some(before) = last.insert(from, now) {
                all.push(now - before);
            }
        }
        Gaps {
            streams: last.len(),
            all,
        }
    }
}
