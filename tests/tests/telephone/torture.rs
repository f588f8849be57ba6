//! Tests malformed messages and packets.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use support::Chance;
use tests::process::Restaurant;
use tests::telephone::{RawCall, description, request};

/// The messages of RFC 4475, by their names in it.
const MESSAGES: &str = include_str!("rfc4475.txt");

/// Numbers that replace others.
const NUMBERS: [&str; 6] = [
    "0",
    "-1",
    "256",
    "65536",
    "4294967296",
    "18446744073709551615",
];

/// A restaurant with an idle line, and the line's address.
fn start() -> (Restaurant, SocketAddr) {
    // Speech does not matter here.
    let flags = ["--sip", "127.0.0.1:0", "--voice-command", "/bin/false"];
    let restaurant = Restaurant::start(&flags);
    let line = restaurant.sip.trim_start_matches("sip:menu@").parse();
    (restaurant, line.unwrap())
}

pub(crate) fn messages_that_break_parsers_disturb_nobody() {
    let (restaurant, line) = start();
    let mut call = RawCall::answered(line, 1);
    call.hears_sound();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    for (name, message) in messages() {
        stranger.send_to(&message, line).unwrap();
        let mut stream = TcpStream::connect(line).unwrap();
        // The connection may close while this is written.
        let _ = stream.write_all(&message);
        let _ = stream.shutdown(Shutdown::Write);
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let _ = stream.read(&mut [0; 65_536]);
        assert!(
            call.asks("OPTIONS", "").is_some(),
            "no answer behind {name}"
        );
    }
    goes_on(&restaurant, call, line);
}

pub(crate) fn packets_that_nobody_would_write_disturb_nobody() {
    let packets = std::env::var("IVR_TEST_PACKETS").map_or(10_000, |count| count.parse().unwrap());
    let (restaurant, line) = start();
    let mut call = RawCall::answered(line, 1);
    call.hears_sound();
    call.says(&[0; 160]);
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    let (mut chance, seeds) = (Chance::from(0x2545_f491_4f6c_dd1d), seeds());
    // Main menu, reservations, and back, so that the caller does not count as silent.
    let mut keys = [1, 3].into_iter().cycle();
    for number in 1..=packets {
        let seed = chance.one(&seeds);
        let mut packet = match seed {
            Seed::Message(message) => message.clone(),
            Seed::Request(method) => {
                let body = if *method == "INVITE" {
                    description(9)
                } else {
                    String::new()
                };
                request(method, number + 10, "", &body).into_bytes()
            }
            Seed::Sound => [
                &[0x80, 101][..],
                &bytes_of(&mut chance, 14),
                &[5, 0x80, 0, 160],
            ]
            .concat(),
        };
        for _ in 0..=chance.below(3) {
            change(&mut packet, &mut chance);
        }
        let to = if matches!(seed, Seed::Sound) {
            call.hears_at
        } else {
            line
        };
        packet.truncate(60_000);
        stranger.send_to(&packet, to).unwrap();
        if number % 20 == 0 {
            // A phone sends audio all the time, which keeps others from taking over the call.
            call.says(&[0; 160]);
        }
        if number % 200 == 0 {
            // Once everything has been read, the call still plays and takes keys.
            assert!(
                call.asks("OPTIONS", "").is_some(),
                "no answer behind {number} packets"
            );
            call.catches_up();
            call.presses(keys.next().unwrap());
            call.hears_sound();
        }
    }
    println!("{packets} packets");
    goes_on(&restaurant, call, line);
}

/// Asserts that the call takes a key and ends, that another call succeeds, and that nothing panicked.
fn goes_on(restaurant: &Restaurant, mut call: RawCall, line: SocketAddr) {
    call.catches_up();
    call.presses(1);
    call.hears_sound();
    call.hangs_up();
    let mut next = RawCall::answered(line, 2);
    next.hears_sound();
    next.hangs_up();
    let log = restaurant.process.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// The source of a packet.
enum Seed {
    Message(Vec<u8>),
    Request(&'static str),
    Sound,
}

fn seeds() -> Vec<Seed> {
    let methods = [
        "INVITE", "ACK", "BYE", "CANCEL", "INFO", "OPTIONS", "UPDATE", "REGISTER",
    ];
    let requests = methods.iter().map(|method| Seed::Request(method));
    let messages = messages()
        .into_iter()
        .map(|(_, message)| Seed::Message(message));
    let sound = (0..8).map(|_| Seed::Sound);
    // About the same number of each kind.
    requests
        .cycle()
        .take(40)
        .chain(messages)
        .chain(sound)
        .collect()
}

/// The messages of RFC 4475, with their names.
fn messages() -> Vec<(&'static str, Vec<u8>)> {
    let messages = MESSAGES.split("=== ").skip(1);
    let messages = messages.map(|message| {
        let (name, lines) = message.split_once('\n').unwrap();
        (
            name,
            lines
                .lines()
                .flat_map(|line| [&bytes(line)[..], b"\r\n"].concat())
                .collect(),
        )
    });
    let messages: Vec<_> = messages.collect();
    assert_eq!(messages.len(), 49);
    messages
}

/// A line with its escapes resolved.
fn bytes(line: &str) -> Vec<u8> {
    let mut parts = line.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    bytes
}

fn bytes_of(chance: &mut Chance, count: usize) -> Vec<u8> {
    (0..count).map(|_| chance.byte()).collect()
}

/// Makes one change to a packet.
fn change(packet: &mut Vec<u8>, chance: &mut Chance) {
    let (from, length) = (chance.below(packet.len()), 1 + chance.below(24));
    let to = (from + length).min(packet.len());
    match chance.below(6) {
        0 => {
            let new = bytes_of(chance, to - from);
            packet.splice(from..to, new);
        }
        1 => packet.truncate(from),
        2 => {
            packet.drain(from..to);
        }
        3 => {
            let again = packet[from..to].repeat(1 + chance.below(200));
            packet.splice(from..from, again);
        }
        4 => {
            let sign = *chance.one(b"\r\n\0 \t:;,<>\"@%[]/=\\\x80\xff");
            packet.insert(from, sign);
        }
        _ => {
            let is_digit = |byte: &u8| byte.is_ascii_digit();
            if let Some(begin) = packet[from..].iter().position(is_digit) {
                let begin = from + begin;
                let digits = packet[begin..]
                    .iter()
                    .take_while(|byte| is_digit(byte))
                    .count();
                let number = chance.one(&NUMBERS).bytes();
                packet.splice(begin..begin + digits, number);
            }
        }
    }
}
