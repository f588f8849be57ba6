//! A telephone made of two sockets: it needs no program, and can say what no other would.

use std::net::{SocketAddr, UdpSocket};
use std::thread::sleep;
use std::time::{Duration, Instant};

use audio_codec::Encoder as _;
use audio_codec::pcma::PcmaEncoder;

/// The payload type of keys.
const EVENTS: u8 = 101;

/// A call.
#[derive(Debug)]
pub struct RawCall {
    line: SocketAddr,
    signals: UdpSocket,
    sound: UdpSocket,
    /// Its tags, and its `Call-ID`.
    from: String,
    to: String,
    id: String,
    /// Where the line hears it.
    pub hears_at: SocketAddr,
    requests: u32,
    packets: u16,
    /// The samples that it has said.
    said: u32,
    /// The last packet that was heard.
    heard: Option<u16>,
}

/// A session description of who hears at this port, and sends keys in packets of their own.
pub fn description(port: u16) -> String {
    let without = without_keys(port).replace("AVP 8", &format!("AVP 8 {EVENTS}"));
    format!("{without}a=rtpmap:{EVENTS} telephone-event/8000\r\n")
}

/// The same of who can't.
fn without_keys(port: u16) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )
}

/// A request, whose every number that tells calls apart is `number`.
pub fn request(method: &str, number: u32, to: &str, body: &str) -> String {
    let kind = match (method, body) {
        (_, "") => "",
        ("INFO", _) => "Content-Type: application/dtmf-relay\r\n",
        _ => "Content-Type: application/sdp\r\n",
    };
    format!(
        "{method} sip:menu@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK-{number};rport\r\n\
         From: <sip:+6591110000@127.0.0.1>;tag={number}\r\nTo: <sip:menu@127.0.0.1>{to}\r\n\
         Call-ID: {number}@127.0.0.1\r\nCSeq: {number} {method}\r\nContact: <sip:ann@127.0.0.1>\r\n\
         Max-Forwards: 70\r\n{kind}Content-Length: {length}\r\n\r\n{body}",
        length = body.len()
    )
}

impl RawCall {
    /// Calls until somebody answers.
    pub fn answered(line: SocketAddr, number: u32) -> Self {
        Self::calls(line, number, description)
    }

    /// The same of a telephone that has no packets for keys.
    pub fn answered_without_keys(line: SocketAddr, number: u32) -> Self {
        Self::calls(line, number, without_keys)
    }

    fn calls(line: SocketAddr, number: u32, description: fn(u16) -> String) -> Self {
        let socket = || UdpSocket::bind("127.0.0.1:0").unwrap();
        let (signals, sound) = (socket(), socket());
        let body = description(sound.local_addr().unwrap().port());
        let mut call = Self {
            line,
            signals,
            sound,
            from: String::new(),
            to: String::new(),
            id: String::new(),
            hears_at: line,
            requests: 0,
            packets: 0,
            said: 0,
            heard: None,
        };
        let deadline = Instant::now() + Duration::from_secs(90);
        let mut tries = 0;
        let answer = loop {
            assert!(Instant::now() < deadline, "nobody answers");
            tries += 1;
            (call.from, call.id) = (format!("{number}x{tries}"), format!("{number}x{tries}"));
            if let Some(answer) = call.asks("INVITE", &body) {
                break answer;
            }
        };
        call.to = after(&answer, "\r\nTo: ")
            .split_once(";tag=")
            .unwrap()
            .1
            .to_owned();
        let port = after(&answer, "m=audio ").split_once(' ').unwrap().0;
        call.hears_at.set_port(port.parse().unwrap());
        call.sends("ACK", call.requests, "");
        call
    }

    /// Asks, and waits for an answer that agrees. It has not come if the time is up, or another one came.
    pub fn asks(&mut self, method: &str, body: &str) -> Option<String> {
        self.requests += 1;
        let number = self.requests;
        let mut datagram = [0; 65_536];
        for _again in 0..4 {
            self.sends(method, number, body);
            let deadline = Instant::now() + Duration::from_millis(500);
            while let Some(rest) = deadline.checked_duration_since(Instant::now()) {
                self.signals
                    .set_read_timeout(Some(rest.max(Duration::from_millis(1))))
                    .unwrap();
                let Ok(length) = self.signals.recv(&mut datagram) else {
                    break;
                };
                let text = String::from_utf8_lossy(&datagram[..length]).into_owned();
                let is_answer = text.contains(&format!("\r\nCSeq: {number} {method}\r\n"));
                match text.get(..11) {
                    Some("SIP/2.0 200") if is_answer => return Some(text),
                    Some("SIP/2.0 100" | "SIP/2.0 180") => {}
                    Some(other) if is_answer && other.starts_with("SIP/2.0") => return None,
                    _ => {}
                }
            }
        }
        None
    }

    fn sends(&self, method: &str, number: u32, body: &str) {
        let to = if self.to.is_empty() {
            String::new()
        } else {
            format!(";tag={}", self.to)
        };
        let port = self.signals.local_addr().unwrap().port();
        // What differs from call to call.
        let text = request(method, number, &to, body)
            .replace(
                "127.0.0.1;branch=z9hG4bK-",
                &format!("127.0.0.1:{port};branch=z9hG4bK-{}-{method}-", self.id),
            )
            .replace(
                "<sip:ann@127.0.0.1>",
                &format!("<sip:ann@127.0.0.1:{port}>"),
            )
            .replace(
                &format!(";tag={number}\r\nTo"),
                &format!(";tag={}\r\nTo", self.from),
            )
            .replace(
                &format!("Call-ID: {number}@"),
                &format!("Call-ID: {}@", self.id),
            );
        self.signals.send_to(text.as_bytes(), self.line).unwrap();
    }

    /// Presses a key, in packets of its own.
    pub fn presses(&mut self, key: u8) {
        let timestamp = u32::from(self.packets) * 160;
        for (flags, duration) in [(0_u8, 160_u16), (0, 320), (0x80, 480), (0x80, 480)] {
            self.packets += 1;
            let mut packet = vec![0x80, EVENTS];
            packet.extend(self.packets.to_be_bytes());
            packet.extend(timestamp.to_be_bytes());
            packet.extend(7_u32.to_be_bytes());
            packet.extend([key, flags]);
            packet.extend(duration.to_be_bytes());
            self.sound.send_to(&packet, self.hears_at).unwrap();
        }
        self.packets += 20;
    }

    /// Says something, a few times as fast as a person would.
    pub fn says(&mut self, samples: &[i16]) {
        for frame in samples.chunks(160) {
            self.packets = self.packets.wrapping_add(1);
            let mut packet = vec![0x80, 8];
            packet.extend(self.packets.to_be_bytes());
            packet.extend(self.said.to_be_bytes());
            packet.extend(7_u32.to_be_bytes());
            packet.extend(PcmaEncoder::new().encode(frame));
            self.said += 160;
            self.sound.send_to(&packet, self.hears_at).unwrap();
            sleep(Duration::from_millis(4));
        }
    }

    /// Waits until the other side hangs up.
    pub fn is_hung_up_on(self) {
        let mut datagram = [0; 65_536];
        self.signals
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        loop {
            let length = self.signals.recv(&mut datagram).unwrap();
            let text = String::from_utf8_lossy(&datagram[..length]);
            if text.starts_with("BYE ") {
                let names = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
                let is_same = |line: &&str| names.iter().any(|name| line.starts_with(name));
                let same: Vec<&str> = text.lines().filter(is_same).collect();
                let answer = format!(
                    "SIP/2.0 200 OK\r\n{}\r\nContent-Length: 0\r\n\r\n",
                    same.join("\r\n")
                );
                self.signals.send_to(answer.as_bytes(), self.line).unwrap();
                return;
            }
        }
    }

    /// Waits until something is heard that is no silence, and sees that no packet is missing on the way.
    pub fn hears_sound(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut datagram = [0; 1_500];
        while let Some(rest) = deadline.checked_duration_since(Instant::now()) {
            self.sound
                .set_read_timeout(Some(rest.max(Duration::from_millis(1))))
                .unwrap();
            let Ok(length) = self.sound.recv(&mut datagram) else {
                break;
            };
            assert_eq!(length, 172, "a packet of 20 ms");
            let sequence = u16::from_be_bytes([datagram[2], datagram[3]]);
            let expected = self.heard.map_or(sequence, |last| last.wrapping_add(1));
            assert_eq!(sequence, expected, "a packet is missing");
            self.heard = Some(sequence);
            if !is_silence(&datagram[12..length]) {
                return;
            }
        }
        panic!("nothing is heard");
    }

    /// Waits until nothing but silence is heard.
    pub fn hears_silence(&mut self) {
        self.catches_up();
        let mut datagram = [0; 1_500];
        let mut quiet = 0;
        self.sound
            .set_read_timeout(Some(Duration::from_secs(1)))
            .unwrap();
        while quiet < 5 {
            let length = self.sound.recv(&mut datagram).unwrap();
            self.heard = Some(u16::from_be_bytes([datagram[2], datagram[3]]));
            quiet = if is_silence(&datagram[12..length]) {
                quiet + 1
            } else {
                0
            };
        }
    }

    /// Passes over what it was sent until now.
    pub fn catches_up(&mut self) {
        self.sound.set_nonblocking(true).unwrap();
        let mut datagram = [0; 1_500];
        while let Ok(length) = self.sound.recv(&mut datagram) {
            assert_eq!(length, 172, "a packet of 20 ms");
            self.heard = Some(u16::from_be_bytes([datagram[2], datagram[3]]));
        }
        self.sound.set_nonblocking(false).unwrap();
    }

    /// Hangs up.
    pub fn hangs_up(mut self) {
        assert!(self.asks("BYE", "").is_some(), "it can't hang up");
    }
}

/// Silence is one byte of two, by A-law.
fn is_silence(sound: &[u8]) -> bool {
    sound.iter().all(|byte| matches!(byte, 0xd5 | 0x55))
}

fn after<'a>(text: &'a str, before: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split("\r\n").next().unwrap()
}
