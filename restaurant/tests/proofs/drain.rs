//! Tests that a shutdown under load cuts no request.

use std::sync::atomic::{AtomicUsize, Ordering};

use support::until;

use super::server::{Client, Server, press};

pub(crate) fn drain_under_load_cuts_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.admin("/readyz").0, 200);
    let (answered, cut) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for caller in 0..16 {
            let (address, answered, cut) = (server.address, &answered, &cut);
            scope.spawn(move || {
                // One connection per request: a refused connection has not started a request, and a started request
                // must get its response.
                for number in 0.. {
                    let Ok(mut client) = Client::connect(address) else { break };
                    let event = press(&format!("{caller}-{number}"), "s", "+6591234567", "main_menu", "1");
                    // Half of the request is sent before the other half.
                    let body = event.to_string();
                    let head = format!("POST /vca_webhook HTTP/1.1\r\nhost: t\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n", body.len());
                    if client.send(head.as_bytes()).is_err() || !matches!(client.response(), Ok((100, _))) {
                        break;
                    }
                    let sent = client.send(body.as_bytes());
                    match sent.and_then(|()| client.response()) {
                        Ok((200, _)) => answered.fetch_add(1, Ordering::Relaxed),
                        _ => cut.fetch_add(1, Ordering::Relaxed),
                    };
                }
            });
        }
        until("200 answers", || answered.load(Ordering::Relaxed) >= 200);
        server.signal("-TERM");
    });
    let (answered, cut) = (answered.into_inner(), cut.into_inner());
    eprintln!("drain: {answered} requests answered, {cut} cut");
    assert_eq!(cut, 0);
    assert_eq!(server.ended(), 0);
}
