//! A trunk with several numbers, each with its own phone.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Relays each request to the phone with its number, and the responses to the sender. After that, both communicate
/// directly.
pub(crate) struct Exchange {
    port: u16,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Exchange {
    /// A trunk with these numbers, and the port of each phone.
    pub(crate) fn of(numbers: &[(&'static str, u16)]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        // The interval at which it checks for its end.
        let patience = Some(Duration::from_millis(100));
        socket.set_read_timeout(patience).unwrap();
        let port = socket.local_addr().unwrap().port();
        let over = Arc::new(AtomicBool::new(false));
        let (is_over, numbers) = (Arc::clone(&over), numbers.to_vec());
        let thread = thread::spawn(move || {
            let mut asks = None;
            while !is_over.load(Ordering::Relaxed) {
                pass_on(&socket, &numbers, &mut asks);
            }
        });
        Self {
            port,
            over,
            thread: Some(thread),
        }
    }

    /// Its URI as a trunk.
    pub(crate) fn uri(&self) -> String {
        format!("sip:127.0.0.1:{}", self.port)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Fails only if it panicked, which the test reports.
            let _ = thread.join();
        }
    }
}

/// Relays packets until none arrives for a while. Responses go to `asks`.
fn pass_on(socket: &UdpSocket, numbers: &[(&str, u16)], asks: &mut Option<SocketAddr>) {
    let mut datagram = [0; 65_536];
    while let Ok((length, from)) = socket.recv_from(&mut datagram) {
        let message = &datagram[..length];
        let text = String::from_utf8_lossy(message);
        let first = text.lines().next().unwrap_or_default();
        let to = if numbers.iter().any(|(_, port)| *port == from.port()) {
            *asks
        } else {
            *asks = Some(from);
            let called = |(number, _): &&(&str, u16)| first.contains(&format!("sip:{number}@"));
            let phone = numbers.iter().find(called);
            phone.map(|(_, port)| SocketAddr::from(([127, 0, 0, 1], *port)))
        };
        if let Some(to) = to {
            socket.send_to(message, to).unwrap();
        }
    }
}
