//! Tests a line with phones that call it through its sockets.

mod phone;
mod registrar;
mod strangers;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::within;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::carrier::sip::answer::{Answer, Step};
use crate::engine::event::{Event, Summary};
use phone::{Called, Keys, Phone};

/// A state, the keys, and the outcome of the last leg.
type Asked = (Option<String>, Option<String>, String);

/// A menu that offers keys: 1 says goodbye, 2 transfers, anything else asks again.
#[derive(Default)]
struct Kiosk {
    asked: Mutex<Vec<Asked>>,
    over: AtomicUsize,
}

impl Menu for Kiosk {
    async fn ask(&self, event: Event<'_>) -> Answer {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (state, digits) = (event.state.as_deref(), event.digits.as_deref());
        let leg = format!("{:?}", event.leg);
        self.asked
            .lock()
            .unwrap()
            .push((text(state), text(digits), leg));
        let hang_up = || Answer {
            state: None,
            steps: vec![Step::HangUp],
        };
        match (state, digits) {
            (Some("post_call"), _) | (_, Some("1")) => hang_up(),
            (_, Some("2")) => Answer {
                state: text(Some("post_call")),
                steps: vec![Step::Connect {
                    from: "+6568888888".to_owned(),
                    to: "+6598888888".to_owned(),
                }],
            },
            _ => Answer {
                state: text(Some("main_menu")),
                steps: vec![capture()],
            },
        }
    }

    async fn over(&self, _: Summary) {
        self.over.fetch_add(1, Ordering::Relaxed);
    }

    fn texts(&self) -> Vec<(String, String, f64)> {
        Vec::new()
    }
}

fn capture() -> Step {
    Step::Capture {
        prompt: "Press 1.".to_owned(),
        voice: "en-US".to_owned(),
        speed: 1.0,
        min: 1,
        max: 1,
        digit_timeout: 500,
        overall_timeout: 500,
        hash_completes: true,
        tries: 1,
        success: None,
        failure: None,
    }
}

struct Shop {
    uri: String,
    menu: Arc<Kiosk>,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

fn config() -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public: None,
        ports: None,
        callers: Callers::default(),
        trunk: None,
        register: false,
        rings: Duration::from_secs(30),
        drain: Duration::ZERO,
        mask_addresses: false,
    }
}

impl Shop {
    async fn open(config: Config) -> Self {
        let line = Line::bind(config).await.unwrap();
        let (uri, menu, shared) = (
            line.uri(),
            Arc::<Kiosk>::default(),
            Arc::clone(&line.shared),
        );
        let (stop, stopped) = oneshot::channel();
        let voices = Arc::new(Voices::new(None, None));
        let running = line.run(Arc::clone(&menu), voices, async {
            let _ = stopped.await;
        });
        Self {
            uri,
            menu,
            shared,
            stop: Some(stop),
            running: tokio::spawn(running),
        }
    }

    fn asked(&self) -> Vec<Asked> {
        self.menu.asked.lock().unwrap().clone()
    }

    /// Waits until no call leaves anything behind.
    async fn is_empty(&self) {
        while self.shared.door.calls() > 0 || !self.shared.layer.is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn close(mut self) {
        drop(self.stop.take());
        self.running.await.unwrap();
    }
}

fn asked(state: Option<&str>, digits: Option<&str>, leg: &str) -> Asked {
    (
        state.map(str::to_owned),
        digits.map(str::to_owned),
        leg.to_owned(),
    )
}

#[tokio::test]
async fn a_phone_hears_the_prompt_presses_a_key_and_the_call_ends() {
    let test = async {
        for keys in [Keys::Packets, Keys::Info] {
            let shop = Shop::open(config()).await;
            let mut call = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
            assert!(call.hears_sound().await);
            call.presses('1', keys).await;
            call.is_hung_up_on().await;
            let expected = [
                asked(None, None, "Answered"),
                asked(Some("main_menu"), Some("1"), "Answered"),
            ];
            assert_eq!(shop.asked(), expected, "{keys:?}");
            shop.is_empty().await;
            assert_eq!(shop.menu.over.load(Ordering::Relaxed), 1);
            shop.close().await;
        }
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_nothing_behind() {
    let test = async {
        let shop = Shop::open(config()).await;
        let mut call = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        assert!(call.hears_sound().await);
        call.hangs_up().await;
        shop.is_empty().await;
        assert_eq!(shop.menu.over.load(Ordering::Relaxed), 1);
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_transfer_without_a_trunk_has_failed() {
    let test = async {
        let shop = Shop::open(config()).await;
        let mut call = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        call.presses('2', Keys::Packets).await;
        call.is_hung_up_on().await;
        assert_eq!(
            shop.asked().last(),
            Some(&asked(Some("post_call"), None, "Failed"))
        );
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn both_parties_of_a_transfer_hear_each_other_and_either_can_hang_up() {
    let test = async {
        for caller_first in [false, true] {
            let desk = Phone::on("127.0.0.1").await;
            let trunk = Some(desk.as_trunk());
            let shop = Shop::open(Config { trunk, ..config() }).await;
            let mut caller = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
            caller.presses('2', Keys::Packets).await;
            let (called, desk) = desk.waits_for_a_call(Called::Answers).await;
            let mut desk = desk.unwrap();
            assert_eq!(called, "+6598888888");
            caller.says(8_000, 5).await;
            desk.hears(8_000).await;
            desk.says(-8_000, 5).await;
            caller.hears(-8_000).await;
            caller.presses('5', Keys::Packets).await;
            desk.hears_key(5).await;
            if caller_first {
                caller.hangs_up().await;
                desk.is_hung_up_on().await;
            } else {
                desk.hangs_up().await;
                caller.is_hung_up_on().await;
                let last = asked(Some("post_call"), None, "Answered");
                assert_eq!(shop.asked().last(), Some(&last));
            }
            shop.is_empty().await;
            shop.close().await;
        }
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_transfer_to_somebody_who_is_busy_has_met_busy() {
    let test = async {
        let desk = Phone::on("127.0.0.1").await;
        let trunk = Some(desk.as_trunk());
        let shop = Shop::open(Config { trunk, ..config() }).await;
        let mut caller = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        caller.presses('2', Keys::Packets).await;
        let (_, call) = desk.waits_for_a_call(Called::IsBusy).await;
        assert!(call.is_none());
        caller.is_hung_up_on().await;
        assert_eq!(
            shop.asked().last(),
            Some(&asked(Some("post_call"), None, "Busy"))
        );
        shop.is_empty().await;
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_caller_who_does_not_wait_for_an_answer_stops_the_ringing() {
    let test = async {
        let desk = Phone::on("127.0.0.1").await;
        let trunk = Some(desk.as_trunk());
        let shop = Shop::open(Config { trunk, ..config() }).await;
        let mut caller = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        caller.presses('2', Keys::Packets).await;
        let rings = tokio::spawn(desk.waits_for_a_call(Called::Rings));
        // The ringback tone.
        assert!(caller.hears_sound().await);
        caller.hangs_up().await;
        rings.await.unwrap();
        shop.is_empty().await;
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_line_that_ends_hangs_up_on_who_is_left() {
    let test = async {
        let shop = Shop::open(config()).await;
        let mut call = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        assert!(call.hears_sound().await);
        let (menu, ()) = (Arc::clone(&shop.menu), shop.close().await);
        call.is_hung_up_on().await;
        assert_eq!(menu.over.load(Ordering::Relaxed), 1);
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_line_takes_no_more_calls_than_it_has_places() {
    let test = async {
        let callers = Callers {
            calls: 1,
            ..Callers::default()
        };
        let shop = Shop::open(Config {
            callers,
            ..config()
        })
        .await;
        let mut first = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        let second = Phone::on("127.0.0.1").await.calls(&shop.uri).await;
        assert_eq!(second.err(), Some(486));
        first.hangs_up().await;
        shop.is_empty().await;
        let mut third = Phone::on("127.0.0.1").await.calls(&shop.uri).await.unwrap();
        third.hangs_up().await;
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_phone_with_a_password_is_let_in_and_one_without_is_not() {
    let test = async {
        let callers = Callers {
            phones: vec!["alice:wonderland".parse().unwrap()],
            ..Callers::default()
        };
        let shop = Shop::open(Config {
            callers,
            ..config()
        })
        .await;
        let refused = Phone::on("127.0.0.1").await.calls(&shop.uri).await;
        assert_eq!(refused.err(), Some(401));
        let wrong = Phone::on("127.0.0.1")
            .await
            .with_password("alice", "looking-glass");
        assert_eq!(wrong.calls(&shop.uri).await.err(), Some(403));
        let alice = Phone::on("127.0.0.1")
            .await
            .with_password("alice", "wonderland");
        let mut call = alice.calls(&shop.uri).await.unwrap();
        call.hangs_up().await;
        shop.close().await;
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn a_line_that_strangers_reach_is_refused() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let refused = Line::bind(Config { listen, ..config() }).await.unwrap_err();
    assert!(matches!(refused, LineError::Open(_)), "{refused}");
    assert!(refused.to_string().contains("--sip-allow"));
}

#[tokio::test]
async fn a_tcp_port_that_is_taken_is_refused_although_udp_is_free() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = taken.local_addr().unwrap();
    let refused = Line::bind(Config { listen, ..config() }).await.unwrap_err();
    assert!(
        matches!(refused, LineError::Address(at, _) if at == listen),
        "{refused}"
    );
}
