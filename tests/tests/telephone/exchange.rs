//! A trunk of several numbers, each with a telephone of its own.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Passes each request on to the telephone whose number it names, and what comes back to who asked. What follows an
/// answer goes straight from one to the other.
pub(crate) struct Exchange {
    port: u16,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Exchange {
    /// Of these numbers, with the port of each telephone.
    pub(crate) fn of(numbers: &[(&'static str, u16)]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        // As often as it looks whether it is over.
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

    /// As a trunk that calls go through.
    pub(crate) fn uri(&self) -> String {
        format!("sip:127.0.0.1:{}", self.port)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It has panicked if this fails, which the test has then seen.
            let _ = thread.join();
        }
    }
}

/// Passes on what comes until nothing does for a while. Answers go to whoever `asks`.
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
