//! Tests of the command `call` as a process, against an API that the test serves on a real socket.
//!
//! The test binary is also the tested program: started with `CHILD` set, it runs a user's `main`.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::thread::JoinHandle;

use support::process::{command, output};

const CHILD: &str = "IVR_TEST_CHILD";

ivr_runtime::ivr! {
    /// A kiosk that calls out.
    pub tree Kiosk {
        carriers: [
            eight_by_eight,
            twilio { "en-US-BenjaminRUS": "Polly.Matthew" },
            jambonz { "en-US-BenjaminRUS": "aws:en-US:Matthew" },
        ],
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Your table is ready. To hear that again press 1."
        1 => repeat,
    }

    _ => hangup,
}

fn main() -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        return ivr_runtime::run::<Kiosk>();
    }
    support::run(support::tests![
        twilio_places_a_call,
        jambonz_places_a_call,
        a_refusal_is_reported_in_the_carriers_words,
        a_call_that_may_have_been_placed_is_not_placed_again,
        nothing_is_sent_where_nobody_listens,
        a_dry_run_sends_nothing_and_shows_no_secret,
        what_is_missing_is_named,
    ])
}

/// An API that reads one request, and sends this response, if any.
struct Api {
    url: String,
    request: JoinHandle<String>,
}

impl Api {
    fn answering(answer: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let request = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let patience = Some(support::patience());
            stream.set_read_timeout(patience).unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut request).unwrap() > 0, "{request}");
            }
            let lower = request.to_ascii_lowercase();
            let (_, length) = lower.split_once("content-length: ").unwrap();
            let length = length.lines().next().unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            request.push_str(str::from_utf8(&body).unwrap());
            if let Some((status, body)) = answer {
                let length = body.len();
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
                )
                .unwrap();
            }
            request
        });
        Self { url, request }
    }

    /// The request that it received.
    fn asked(self) -> String {
        self.request.join().unwrap()
    }
}

const TOKEN: &str = "token-of-twilio";
const KEY: &str = "key-of-jambonz";

/// The exit code of `call`, and everything that it prints.
fn call(args: &[&str]) -> (Option<i32>, String) {
    let mut command = command(std::env::current_exe().unwrap());
    command
        .env(CHILD, "1")
        .env("NO_PROXY", "127.0.0.1")
        .env("IVR_TWILIO_ACCOUNT", "AC0123")
        .env("IVR_TWILIO_AUTH_TOKEN", TOKEN)
        .env("IVR_JAMBONZ_ACCOUNT", "fef61e75-cec3")
        .env("IVR_JAMBONZ_API_KEY", KEY)
        .args(["call", "--to", "+6591111111", "--from", "+6568888888"])
        .args(args);
    let output = output(&mut command, b"");
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8(printed).unwrap();
    assert!(
        !printed.contains(TOKEN) && !printed.contains(KEY),
        "{printed}"
    );
    (output.status.code(), printed)
}

const BY_TWILIO: [&str; 4] = [
    "--carrier",
    "twilio",
    "--server",
    "https://ivr.example.com/",
];

fn by_twilio(url: &str) -> (Option<i32>, String) {
    call(&[&BY_TWILIO[..], &["--twilio-url", url]].concat())
}

fn twilio_places_a_call() {
    let api = Api::answering(Some((
        "201 Created",
        r#"{"sid":"CA77","status":"queued","to":"+6591111111"}"#,
    )));
    let (code, printed) = by_twilio(&format!("{}/", api.url));
    assert_eq!(printed, "calling +6591111111: session CA77\n");
    assert_eq!(code, Some(0));
    let asked = api.asked();
    assert!(
        asked.starts_with("POST /2010-04-01/Accounts/AC0123/Calls.json HTTP/1.1\r\n"),
        "{asked}"
    );
    // AC0123:token-of-twilio
    assert!(
        asked.contains("authorization: Basic QUMwMTIzOnRva2VuLW9mLXR3aWxpbw==\r\n"),
        "{asked}"
    );
    assert!(asked.contains("content-type: application/x-www-form-urlencoded\r\n"));
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        body,
        "From=%2B6568888888&To=%2B6591111111&Url=https%3A%2F%2Fivr.example.com%2Ftwilio%2Fcall&Method=POST\
         &StatusCallback=https%3A%2F%2Fivr.example.com%2Ftwilio%2Fstatus&StatusCallbackMethod=POST"
    );
}

fn jambonz_places_a_call() {
    let api = Api::answering(Some(("201 Created", r#"{"sid":"9210add6-9573"}"#)));
    let (code, printed) = call(&[
        "--carrier",
        "jambonz",
        "--jambonz-application",
        "0e06a1b0-d49f",
        "--jambonz-url",
        &api.url,
        "--json",
    ]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.contains(r#""session": "9210add6-9573""#),
        "{printed}"
    );
    let asked = api.asked();
    assert!(
        asked.starts_with("POST /v1/Accounts/fef61e75-cec3/Calls HTTP/1.1\r\n"),
        "{asked}"
    );
    assert!(
        asked.contains("authorization: Bearer key-of-jambonz\r\n"),
        "{asked}"
    );
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(body).unwrap(),
        serde_json::json!({
            "application_sid": "0e06a1b0-d49f",
            "from": "+6568888888",
            "to": {"type": "phone", "number": "+6591111111"},
        })
    );
}

fn a_refusal_is_reported_in_the_carriers_words() {
    for (answer, told) in [
        (
            (
                "400 Bad Request",
                r#"{"code":21211,"message":"Invalid 'To' Phone Number","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#,
            ),
            "the carrier refuses (HTTP 400, code 21211): Invalid 'To' Phone Number",
        ),
        (
            (
                "401 Unauthorized",
                r#"{"code":20003,"message":"Authenticate"}"#,
            ),
            "help: check the account and its secret",
        ),
        (("503 Service Unavailable", "<html>"), "(HTTP 503)"),
    ] {
        let api = Api::answering(Some(answer));
        let (code, printed) = by_twilio(&api.url);
        assert_eq!(code, Some(1), "{printed}");
        assert!(printed.contains(told), "{printed}");
        api.asked();
    }
    let api = Api::answering(Some((
        "400 Bad Request",
        r#"{"msg":"missing from parameter"}"#,
    )));
    let (code, printed) = call(&[
        "--carrier",
        "jambonz",
        "--jambonz-application",
        "a",
        "--jambonz-url",
        &api.url,
    ]);
    assert_eq!(code, Some(1));
    assert!(printed.contains("missing from parameter"), "{printed}");
    api.asked();
}

fn a_call_that_may_have_been_placed_is_not_placed_again() {
    let api = Api::answering(None);
    let (code, printed) = by_twilio(&api.url);
    assert_eq!(code, Some(1));
    assert!(
        printed.contains("may or may not have been placed"),
        "{printed}"
    );
    api.asked();
    let api = Api::answering(Some(("201 Created", "{}")));
    let (code, printed) = by_twilio(&api.url);
    assert_eq!(code, Some(1));
    assert!(printed.contains("the call was placed, but"), "{printed}");
    api.asked();
}

fn nothing_is_sent_where_nobody_listens() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (code, printed) = by_twilio(&url);
    assert_eq!(code, Some(1));
    assert!(printed.contains("Nothing was sent"), "{printed}");
}

fn a_dry_run_sends_nothing_and_shows_no_secret() {
    let (code, printed) = call(&[&BY_TWILIO[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.starts_with(
            "POST https://api.twilio.com/2010-04-01/Accounts/AC0123/Calls.json\nAuthorization: Basic ***\n"
        ),
        "{printed}"
    );
    // The tree's first carrier, if none is named.
    let (code, printed) = call(&["--dry-run"]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("voice.8x8.com"), "{printed}");
}

fn what_is_missing_is_named() {
    for (args, named) in [
        (&["--carrier", "twilio"][..], "--server"),
        (&["--carrier", "jambonz"], "--jambonz-application"),
        (&["--carrier", "vonage"], "`vonage`"),
        (
            &["--carrier", "twilio", "--server", "ivr.example.com"],
            "`ivr.example.com` is not a base URL",
        ),
        (
            &[
                "--carrier",
                "twilio",
                "--server",
                "https://a.b",
                "--valid-until",
                "2026-07-01T05:50:23Z",
            ],
            "--valid-until",
        ),
        (
            &[
                "--carrier",
                "twilio",
                "--server",
                "https://a.b",
                "--twilio-account",
                "../AC1",
            ],
            "`../AC1` is not the id",
        ),
    ] {
        let (code, printed) = call(args);
        assert_eq!(code, Some(1), "{printed}");
        assert!(printed.contains(named), "{printed}");
    }
}
