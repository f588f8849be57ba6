//! Sends generated requests of each carrier through the server's filters, without a socket: no 5xx, no panic, and every
//! answer to a call is valid for the carrier.
//!
//! Each carrier gets a few thousand requests; `IVR_CASES=1000000` sets the number. They look random, but are the same
//! in every run.

#[path = "requests_tests.rs"]
mod requests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Collected, Full};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use support::Chance;
use warp::http::Request;

use super::accept::Routes;
use super::filters::routes;
use super::gate::Visitor;
use super::{Access, Config, Server};
use crate::carrier;
use crate::ivr;
use requests::Door;

/// The default number of requests per carrier.
const GENERATED: u64 = 3_000;

const SECRET: &str = "secret-of-all-three";

/// The context of lookups: tables until they run out, and an occasional error.
#[derive(Debug, Default)]
struct Desk(AtomicU64);

impl Desk {
    async fn book(&self) -> Result<bool, std::fmt::Error> {
        match self.0.fetch_add(1, Ordering::Relaxed) % 5 {
            0 => Err(std::fmt::Error),
            count => Ok(count % 2 == 0),
        }
    }
}

ivr! {
    /// Something of everything that an answer can hold.
    tree Everything(desk: &Desk) {
        carriers: [
            eight_by_eight,
            twilio { "en-US-BenjaminRUS": "Polly.Matthew" },
            jambonz { "en-US-BenjaminRUS": "aws:en-US:Matthew" },
        ],
        voice: "en-US-BenjaminRUS",
    }

    let number: u32;

    start menu main_menu {
        "Press 1 for fish and chips, 2 for a person, 3 to leave a number, 4 for a table, 5 for a song."

        1 => say(speed: 1.2) "That's fish and chips, the chef's best." then goto main_menu,
        2 => connect(from: "+6568888888", to: ["+6598888888", "+6598888889"]) as desk_call {
            answered => hangup,
            busy => say "They are busy.",
            _ => say "Nobody is there.",
        },
        3 => menu leave {
            digits: 2..=4,
            failure_message: "That is too short.",
            "Your number, please."
            number @ 10..=9999 => menu kept {
                "Press 1 to hear it."
                1 => say "{number}.",
                _ => retry(1) else hangup
            },
            _ => back,
        },
        4 => match desk.book().await? {
            true => say "It is yours." then goto main_menu,
            false => say "We are full.",
        },
        5 => play "https://ivr.example.com/song.mp3" then repeat,
        silence => retry(2) "Press 1 to 5." else say "Good bye.",
    }

    _ => say "No such key.",
}

/// Sends this number of requests, and returns the number of responses by status.
async fn thrown(door: &mut Door, routes: Routes, requests: u64) -> BTreeMap<u16, u64> {
    let service = TowerToHyperService::new(warp::service(routes));
    let mut chance = Chance::from(0x9e37_79b9_7f4a_7c15);
    let mut statuses = BTreeMap::new();
    for number in 0..requests {
        let (sent, call, expected) = door.request(&mut chance, number);
        let shown = format!(
            "request {number}: {} {} {:?} {:?}",
            sent.method,
            sent.target,
            sent.headers,
            String::from_utf8_lossy(&sent.body)
        );
        let request = Request::builder().method(sent.method).uri(&sent.target);
        // hyper refuses an invalid request target.
        let Ok(mut request) = request.body(Full::new(Bytes::from(sent.body))) else {
            continue;
        };
        if !sent.target.starts_with('/') {
            continue;
        }
        *request.headers_mut() = sent.headers;
        let is_health = sent.target == "/healthz";
        let Ok(response) = service.call(request).await;
        let status = response.status();
        let body = response
            .into_body()
            .collect()
            .await
            .map(Collected::to_bytes);
        let body = body.unwrap_or_default();
        *statuses.entry(status.as_u16()).or_default() += 1;
        if let Err(error) = door.judge(call, expected, (status, &body), is_health) {
            panic!("{error}\n{shown}\n{}", String::from_utf8_lossy(&body));
        }
    }
    statuses
}

#[tokio::test]
async fn no_request_breaks_a_door() {
    let requests = std::env::var("IVR_CASES").ok();
    let requests = requests.map_or(GENERATED, |count| count.parse().unwrap());
    for carrier in carrier::of::<Everything>() {
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            access: Access {
                secrets: vec![SECRET.parse().unwrap()],
                ..Access::default()
            },
            ..Config::default()
        };
        let server = Server::<Everything>::bind(config, Desk::default())
            .await
            .unwrap();
        let app = Arc::new(server.app);
        let visitor = Visitor::lone([127, 0, 0, 1].into());
        let mut door = Door::new(carrier::part(carrier.name()).unwrap());
        let statuses = thrown(&mut door, routes(&app, &visitor), requests).await;
        println!("{}: {statuses:?}", carrier.name());
        let count = |status| statuses.get(&status).copied().unwrap_or(0);
        assert!(
            count(200) > requests / 3 && count(401) > requests / 12,
            "{statuses:?}"
        );
    }
}
