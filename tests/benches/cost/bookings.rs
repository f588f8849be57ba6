//! Bookings at the same time: each is committed, with full sync, before the caller hears of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use tests::load::{SECRET, Served};

use super::{folder, serving};

/// How long each crowd calls.
const TIME: Duration = Duration::from_secs(3);

/// What a crowd was told.
#[derive(Default)]
struct Told {
    booked: usize,
    failed: usize,
    /// How long each booking took.
    took: Vec<Duration>,
}

impl Told {
    /// The time that so much of a hundred of the bookings took at most, in milliseconds.
    fn percentile(&mut self, percent: usize) -> f64 {
        self.took.sort_unstable();
        let at = self.took.len() * percent / 100;
        let took = self.took.get(at).or(self.took.last());
        took.map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

pub(super) fn at_the_same_time(program: &Path) {
    println!(
        "bookings, SQLite with full sync, {} s each:",
        TIME.as_secs()
    );
    for callers in [1, 8, 64] {
        let folder = folder();
        let served = Served::start(serving(None, program, folder.path()));
        let mut told = crowd(served.address, callers);
        println!(
            "  {callers:>2} callers: {:>5.0} a second, p50 {:.1} ms, p99 {:.1} ms, {} heard that it failed",
            told.booked as f64 / TIME.as_secs_f64(),
            told.percentile(50),
            told.percentile(99),
            told.failed,
        );
    }
}

/// Has callers book one table after the other.
fn crowd(address: SocketAddr, callers: usize) -> Told {
    let runs: Vec<_> = (0..callers)
        .map(|caller| std::thread::spawn(move || caller_books(address, caller)))
        .collect();
    let mut all = Told::default();
    for run in runs {
        let own = run.join().expect("a caller is answered");
        all.booked += own.booked;
        all.failed += own.failed;
        all.took.extend(own.took);
    }
    all
}

fn caller_books(address: SocketAddr, caller: usize) -> Told {
    let mut stream = BufReader::new(TcpStream::connect(address).expect("the server listens"));
    stream.get_ref().set_nodelay(true).expect("TCP_NODELAY");
    let mut told = Told::default();
    let began = Instant::now();
    for number in 0.. {
        if began.elapsed() > TIME {
            break;
        }
        let asked = Instant::now();
        let body = format!(
            r#"{{"eventType":"CALL_ACTION","payload":{{"eventId":"{caller}-{number}","sessionId":"{caller}-{number}","callStatus":"ACTION_COMPLETED","callDirection":"INBOUND","source":"+659{:09}","clientActionId":"book_table","eventData":{{"dtmf":"1"}}}}}}"#,
            caller * 1_000_000 + number
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
        if let Some(value) = line.strip_prefix("content-length: ") {
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
