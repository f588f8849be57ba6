//! Tests callers that claim another address.

use tokio::net::UdpSocket;

use super::*;

#[tokio::test]
async fn an_address_that_a_caller_claims_opens_no_door() {
    let test = async {
        let callers = Callers {
            peers: vec!["127.0.0.2".parse().unwrap()],
            phones: vec!["alice:wonderland".parse().unwrap()],
            ..Callers::default()
        };
        let shop = Shop::open(Config {
            callers,
            ..config()
        })
        .await;
        let line = shop.uri.trim_start_matches("sip:menu@");
        let stranger = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let own = stranger.local_addr().unwrap();
        let sends = async |method: &str, claim: &str| {
            let request = format!(
                "{method} sip:menu@{line} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{method}{claim}\r\n\
                 From: <sip:a@b>;tag=1\r\nTo: <sip:menu@{line}>\r\nCall-ID: {method}\r\n\
                 CSeq: 1 {method}\r\nContact: <sip:a@{own}>\r\nContent-Length: 0\r\n\r\n"
            );
            stranger.send_to(request.as_bytes(), line).await.unwrap();
        };
        sends("INVITE", ";received=127.0.0.2").await;
        sends("OPTIONS", "").await;
        // Requests are read in order of arrival.
        let mut datagram = [0; 1_500];
        loop {
            let length = stranger.recv(&mut datagram).await.unwrap();
            let text = String::from_utf8_lossy(&datagram[..length]);
            assert!(!text.contains("1 INVITE"), "{text}");
            if text.contains("1 OPTIONS") {
                break;
            }
        }
        assert_eq!(shop.shared.door.calls(), 0);
        shop.close().await;
    };
    within("the calls", test).await;
}
