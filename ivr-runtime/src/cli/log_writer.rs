//! Writes log lines on a separate thread. Logging never blocks and never fails, even if nobody reads
//! the log or the disk is full.
//!
//! `tracing-appender` does most of this, but it does not count lines that could not be written, and if the log is
//! stalled at exit it prints to stdout, which panics if nobody reads.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Maximum number of queued bytes: a few seconds of a busy server.
const QUEUED: usize = 1024 * 1024;

/// Queues lines for the thread that writes them.
#[derive(Clone, Debug)]
pub(super) struct LogWriter {
    entries: Sender<Entry>,
    queued: Arc<AtomicUsize>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Entry {
    Line(Vec<u8>),
    /// Notify when everything queued before has been written.
    Flush(Sender<()>),
}

impl LogWriter {
    /// Starts writing to `out`.
    ///
    /// # Errors
    /// If the thread could not be spawned.
    pub(super) fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (sender, entries) = channel();
        let writer = Self {
            entries: sender,
            queued: Arc::default(),
            dropped: Arc::default(),
        };
        let (queued, dropped) = (Arc::clone(&writer.queued), Arc::clone(&writer.dropped));
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write(out, &entries, &queued, &dropped))?;
        Ok(writer)
    }

    /// The number of dropped lines: the queue was full, or they could not be written.
    pub(super) fn dropped(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.dropped)
    }

    /// Waits until the queue is written, but at most for `patience`.
    pub(super) fn flush(&self, patience: Duration) {
        let (tell, told) = channel();
        if self.entries.send(Entry::Flush(tell)).is_ok() {
            // A stalled log must not prevent the program from ending.
            let _ = told.recv_timeout(patience);
        }
    }
}

fn write(
    mut out: impl Write,
    entries: &Receiver<Entry>,
    queued: &AtomicUsize,
    dropped: &AtomicU64,
) {
    for entry in entries {
        match entry {
            Entry::Line(line) => {
                // The next line may succeed: the disk may have space again.
                if out.write_all(&line).and_then(|()| out.flush()).is_err() {
                    dropped.fetch_add(1, Ordering::Relaxed);
                }
                queued.fetch_sub(line.len(), Ordering::Relaxed);
            }
            Entry::Flush(tell) => {
                // The caller may have stopped waiting.
                let _ = tell.send(());
            }
        }
    }
}

/// Queues each line as a whole.
impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let before = self.queued.fetch_add(line.len(), Ordering::Relaxed);
        let fits = before.saturating_add(line.len()) <= QUEUED;
        if !fits || self.entries.send(Entry::Line(line.to_vec())).is_err() {
            self.queued.fetch_sub(line.len(), Ordering::Relaxed);
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use super::*;

    /// Fails once, then stores what is written.
    struct Disk(Arc<Mutex<Vec<u8>>>, bool);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !std::mem::replace(&mut self.1, true) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_that_cant_be_written_is_counted_and_the_next_one_is_tried() {
        let kept = Arc::default();
        let mut log = LogWriter::start(Disk(Arc::clone(&kept), false)).unwrap();
        for line in ["one\n", "two\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        log.flush(Duration::from_secs(60));
        assert_eq!(*kept.lock().unwrap(), b"two\n");
        assert_eq!(log.dropped().load(Ordering::Relaxed), 1);
    }

    /// Blocks until the other end is gone.
    struct Stalled(Receiver<()>);

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn where_nobody_reads_nobody_waits_and_memory_is_bounded() {
        let (_reader, stalled) = mpsc::channel();
        let mut log = LogWriter::start(Stalled(stalled)).unwrap();
        let line = [b'x'; 1024];
        for _ in 0..2 * QUEUED / line.len() {
            log.write_all(&line).unwrap();
        }
        log.flush(Duration::ZERO);
        assert!(log.queued.load(Ordering::Relaxed) <= QUEUED);
        assert_eq!(log.dropped().load(Ordering::Relaxed), 1024);
    }
}
