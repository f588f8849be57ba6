//! Posts events on keep-alive connections, as fast as they are answered, with one thread and
//! little work per event, so that the server is the bottleneck.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::event::{Event, STEPS};

/// When a window is over.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// After so long.
    Time(Duration),
    /// After so many answers.
    Answers(usize),
}

/// What was answered, and how fast.
#[derive(Debug, Default)]
pub struct Window {
    /// How many answers came.
    pub answers: usize,
    /// How long that took, in seconds.
    pub seconds: f64,
    /// How long each took, in nanoseconds.
    pub latencies: Vec<u64>,
}

impl Window {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.seconds
    }

    /// The time that so much of a hundred of the answers took at most, in microseconds.
    pub fn percentile(&mut self, percent: usize) -> f64 {
        self.latencies.sort_unstable();
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies
            .get(at)
            .map_or(0.0, |nanos| *nanos as f64 / 1000.0)
    }
}

/// Connections to one server.
#[derive(Debug)]
pub struct Load {
    poll: Poll,
    callers: Vec<Caller>,
    sent: u64,
}

#[derive(Debug)]
struct Caller {
    stream: TcpStream,
    event: Event,
    asked: Instant,
    answer: Vec<u8>,
    read: usize,
}

impl Load {
    /// Connects.
    pub fn open(address: SocketAddr, connections: usize) -> Self {
        let poll = Poll::new().expect("epoll");
        let callers = (0..connections)
            .map(|number| {
                let stream = std::net::TcpStream::connect(address).expect("the server listens");
                stream.set_nodelay(true).expect("TCP_NODELAY");
                stream.set_nonblocking(true).expect("a socket");
                let mut stream = TcpStream::from_std(stream);
                poll.registry()
                    .register(&mut stream, Token(number), Interest::READABLE)
                    .expect("epoll");
                Caller {
                    stream,
                    event: Event::new(STEPS[number % STEPS.len()]),
                    asked: Instant::now(),
                    answer: vec![0; 8192],
                    read: 0,
                }
            })
            .collect();
        // Names differ from those of whoever posted to the same server before.
        let sent = u64::from(std::process::id()) << 32 | u64::from(rough_now());
        Self {
            poll,
            callers,
            sent,
        }
    }

    /// Posts until the window is over, and waits for the answers that are still to come.
    pub fn run(&mut self, until: Until) -> Window {
        let began = Instant::now();
        let mut window = Window::default();
        let mut waiting = 0;
        for caller in &mut self.callers {
            self.sent += 1;
            caller.ask(self.sent);
            waiting += 1;
        }
        let mut asked = waiting;
        let mut events = Events::with_capacity(self.callers.len());
        while waiting > 0 {
            self.poll.poll(&mut events, None).expect("epoll");
            for event in &events {
                let Some(caller) = self.callers.get_mut(event.token().0) else {
                    continue;
                };
                if !caller.is_answered() {
                    continue;
                }
                let now = Instant::now();
                let took = now.duration_since(caller.asked);
                window.latencies.push(took.as_nanos() as u64);
                window.answers += 1;
                let goes_on = match until {
                    Until::Time(time) => now.duration_since(began) < time,
                    Until::Answers(answers) => asked < answers,
                };
                if goes_on {
                    self.sent += 1;
                    asked += 1;
                    caller.ask(self.sent);
                } else {
                    waiting -= 1;
                }
            }
        }
        window.seconds = began.elapsed().as_secs_f64();
        window
    }
}

impl Load {
    /// Posts `rate` events a second for `time`, evenly spread. A connection that is still waiting when its turn
    /// comes posts as soon as it is answered, and what it waited counts as latency.
    pub fn run_at(&mut self, rate: u32, time: Duration) -> Window {
        let began = Instant::now();
        let mut window = Window::default();
        let total = (f64::from(rate) * time.as_secs_f64()) as u64;
        let due_at = |number: u64| began + time.mul_f64(number as f64 / total as f64);
        // In turn: a connection that is left alone for seconds is closed by the server.
        let mut idle: VecDeque<usize> = (0..self.callers.len()).collect();
        let mut events = Events::with_capacity(self.callers.len());
        let mut asked = 0;
        while asked < total || idle.len() < self.callers.len() {
            while asked < total && due_at(asked) <= Instant::now() {
                let Some(at) = idle.pop_front() else { break };
                self.sent += 1;
                self.callers[at].ask(self.sent);
                self.callers[at].asked = due_at(asked);
                asked += 1;
            }
            let wait = due_at(asked).saturating_duration_since(Instant::now());
            let wait = (asked < total && !idle.is_empty()).then_some(wait);
            self.poll.poll(&mut events, wait).expect("epoll");
            for event in &events {
                let at = event.token().0;
                if self.callers[at].is_answered() {
                    let took = self.callers[at].asked.elapsed();
                    window.latencies.push(took.as_nanos() as u64);
                    window.answers += 1;
                    idle.push_back(at);
                }
            }
        }
        window.seconds = began.elapsed().as_secs_f64();
        window
    }
}

impl Caller {
    fn ask(&mut self, number: u64) {
        self.asked = Instant::now();
        let request = self.event.named(number);
        let sent = self.stream.write(request).expect("the server reads");
        assert_eq!(sent, request.len(), "a request fits in a socket's buffer");
    }

    /// Reads what has come; whether that is the whole of an answer.
    fn is_answered(&mut self) -> bool {
        match self.stream.read(&mut self.answer[self.read..]) {
            Ok(0) => panic!("the server hung up"),
            Ok(count) => self.read += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(error) => panic!("{error}"),
        }
        let answer = &self.answer[..self.read];
        let Some(head) = memchr::memmem::find(answer, b"\r\n\r\n") else {
            return false;
        };
        let whole = head + 4 + content_length(&answer[..head]);
        if answer.len() < whole {
            return false;
        }
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(answer)
        );
        self.read = 0;
        true
    }
}

fn content_length(head: &[u8]) -> usize {
    // A proxy writes it with capitals.
    const CAPITALS: &[u8] = b"ontent-Length: ";
    const NAME: &[u8] = b"ontent-length: ";
    let at = memchr::memmem::find(head, NAME).or_else(|| memchr::memmem::find(head, CAPITALS));
    let at = at.expect("an answer has a length") + NAME.len();
    head[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |length, digit| length * 10 + usize::from(digit - b'0'))
}

/// Microseconds of some clock, enough to tell one run from the next.
fn rough_now() -> u32 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap_or_default().as_micros() as u32
}
