//! Bookings: callers who book tables one after the other, each waiting for the answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::SECRET;

/// What a crowd was told.
#[derive(Debug, Default)]
pub struct Bookings {
    /// So many have a table.
    pub booked: usize,
    /// So many were told otherwise.
    pub failed: usize,
    /// How long each booking took.
    took: Vec<Duration>,
}

impl Bookings {
    /// Takes in what another crowd was told.
    pub fn add(&mut self, other: Self) {
        self.booked += other.booked;
        self.failed += other.failed;
        self.took.extend(other.took);
    }

    /// The time that so much of a hundred of the bookings took at most, in milliseconds.
    pub fn percentile(&mut self, percent: usize) -> f64 {
        self.took.sort_unstable();
        let at = self.took.len() * percent / 100;
        let took = self.took.get(at).or(self.took.last());
        took.map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Has callers book one table after the other, for so long. No two runs on one database may
/// have the same number.
pub fn book(address: SocketAddr, callers: usize, time: Duration, run: usize) -> Bookings {
    let runs: Vec<_> = (0..callers)
        .map(|caller| {
            std::thread::spawn(move || caller_books(address, run * callers + caller, time))
        })
        .collect();
    let mut all = Bookings::default();
    for run in runs {
        all.add(run.join().expect("a caller is answered"));
    }
    all
}

fn caller_books(address: SocketAddr, caller: usize, time: Duration) -> Bookings {
    let mut stream = BufReader::new(TcpStream::connect(address).expect("the server listens"));
    stream.get_ref().set_nodelay(true).expect("TCP_NODELAY");
    let mut told = Bookings::default();
    let began = Instant::now();
    for number in 0.. {
        if began.elapsed() > time {
            break;
        }
        let asked = Instant::now();
        let body = format!(
            r#"{{"eventType":"CALL_ACTION","payload":{{"eventId":"{caller}-{number}","sessionId":"{caller}-{number}","callStatus":"ACTION_COMPLETED","callDirection":"INBOUND","source":"+659{:09}","clientActionId":"book_table","eventData":{{"dtmf":"{}"}}}}}}"#,
            caller * 100_000 + number,
            // Today, tomorrow, ..
            1 + number % 2,
        );
        let head = format!(
            "POST /vca_webhook HTTP/1.1\r\nhost: t\r\nauthorization: {SECRET}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let request = [head, body].concat();
        stream
            .get_mut()
            .write_all(request.as_bytes())
            .expect("the server reads");
        let answer = answer(&mut stream);
        if answer.contains("We have booked your table") {
            told.booked += 1;
            told.took.push(asked.elapsed());
        } else {
            told.failed += 1;
        }
    }
    told
}

fn answer(stream: &mut BufReader<TcpStream>) -> String {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("the server answers");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().expect("a number");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("the server answers");
    String::from_utf8(body).expect("JSON")
}
