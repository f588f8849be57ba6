//! Tests of the command `phone`, which simulates each carrier against the server's real webhooks.
//!
//! The test binary is also the tested program: started with `CHILD` set, it runs a user's `main`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::{Command, ExitCode};

use ivr_runtime::ivr;
use serde_json::Value;
use support::process::{self, Process};

const CHILD: &str = "IVR_TEST_CHILD";

fn main() -> ExitCode {
    match std::env::var(CHILD).as_deref() {
        Ok("shop") => return ivr_runtime::run::<Shop>(),
        Ok(_) => return ivr_runtime::run::<Kiosk>(),
        Err(_) => {}
    }
    support::run(support::tests![
        callers_of_every_carrier_hear_the_same_through_its_own_protocol,
        a_carrier_is_refused_that_the_tree_does_not_name,
        a_running_server_expects_of_each_carrier_its_own_secret,
    ])
}

ivr! {
    /// A kiosk that every carrier calls.
    tree Kiosk {
        carriers: [
            eight_by_eight,
            twilio { "en-US-BenjaminRUS": "Polly.Matthew" },
            jambonz { "en-US-BenjaminRUS": "aws:en-US:Matthew" },
        ],
        voice: "en-US-BenjaminRUS",
        from: "+6568888888",
    }

    let ticket: u32;

    start menu main_menu {
        "For tickets press 1, for a person press 2, to collect a ticket press 3."

        1 => say "Sold out." then goto main_menu,
        2 => connect(to: "+6598888888") as desk {
            answered => say "Thank you.",
            busy => say "They are busy.",
            _ => say "Nobody is there.",
        },
        3 => menu number {
            digits: 2..=4,
            digit_timeout: 3s,
            "Your number, please."

            ticket @ 10..=9999 => menu kept {
                "Press 1 to hear it."
                1 => say "{ticket}." then repeat,
                _ => hangup,
            },
            _ => hangup,
        }
        silence => say "Good bye.",
    }

    _ => say "No such key.",
}

ivr! {
    /// A shop that names no carrier, and so 8x8.
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "For our address press 1."
        1 => say "Twelve, Old Mill Lane.",
    }

    _ => say "Good bye.",
}

const CARRIERS: [(&str, &str, &str); 3] = [
    ("8x8", "/vca_webhook", "/vss_webhook"),
    ("twilio", "/twilio/call", "/twilio/status"),
    ("jambonz", "/jambonz/call", "/jambonz/status"),
];

/// The process that runs this tree with these arguments.
fn program(tree: &str, line: &str) -> Command {
    let mut command = process::command(std::env::current_exe().unwrap());
    command
        .env(CHILD, tree)
        .env("IVR_DATABASE", ":memory:")
        .args(line.split(' '));
    command
}

fn ended(command: &mut Command) -> (Option<i32>, String, String) {
    let output = process::output(command, b"");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The call that `phone` printed as JSON.
fn phoned(command: &mut Command) -> Value {
    let (code, out, err) = ended(command);
    assert_eq!(code, Some(0), "{out}{err}");
    serde_json::from_str(&out).unwrap()
}

/// What the caller heard, and the outcomes of legs, line by line.
fn heard(record: &Value) -> Vec<String> {
    let lines = record["transcript"].as_array().unwrap().iter();
    let lines = lines.filter_map(|line| match line["what"].as_str().unwrap() {
        "hears" => Some(line["text"].as_str().unwrap().to_owned()),
        "asks" => Some(format!("{} {}", line["clientActionId"], line["digits"])),
        "legEnds" => Some(line["sipCode"].to_string()),
        _ => None,
    });
    // What a menu remembers is sealed, differently for each call.
    let open = lines.map(|line| line.split("~~").next().unwrap().to_owned());
    open.collect()
}

fn callers_of_every_carrier_hear_the_same_through_its_own_protocol() {
    for (line, last) in [
        ("--keys 1,1,2 --answer busy", "They are busy."),
        ("--keys 2 --outbound", "Thank you."),
        ("--keys 3,471,1,1,h", "Press 1 to hear it."),
        ("--keys 1,-", "Good bye."),
    ] {
        let mut expected = None;
        for (carrier, call, status) in CARRIERS {
            let record = phoned(&mut program(
                "kiosk",
                &format!("phone --json --carrier {carrier} {line}"),
            ));
            let heard = heard(&record);
            let text = heard.last().unwrap();
            assert_eq!(text, last, "{carrier}: {line}");
            let expected = expected.get_or_insert_with(|| heard.clone());
            // Some carriers get an outbound call's first prompt in the request that places the call, others afterwards.
            if !line.contains("--outbound") {
                assert_eq!(heard, *expected, "{carrier}: {line}");
            }
            let mut deliveries = record["deliveries"].as_array().unwrap().iter();
            let summary = deliveries.next_back().unwrap();
            assert_eq!(
                (&summary["to"], &summary["used"]),
                (&status.into(), &true.into())
            );
            for delivery in deliveries {
                let to = delivery["to"].as_str().unwrap();
                assert!(to.starts_with(call), "{carrier}: {to}");
                assert_eq!(delivery["used"], true, "{delivery}");
            }
        }
    }
}

fn a_carrier_is_refused_that_the_tree_does_not_name() {
    let (code, _, err) = ended(&mut program("shop", "phone --carrier twilio"));
    let says = "the tree names no carrier `twilio`; it names `eight_by_eight`";
    assert!(err.contains(says), "{err}");
    assert_eq!(code, Some(2));
    let (code, _, err) = ended(&mut program(
        "kiosk",
        "phone --carrier Jambonz --older --keys 1",
    ));
    assert!(err.contains("leave out --older"), "{err}");
    assert_eq!(code, Some(2));
}

fn a_running_server_expects_of_each_carrier_its_own_secret() {
    const SECRETS: &str = "eight_by_eight=secret-of-8x8,twilio=auth-token,jambonz=webhook-secret";
    let mut serve = program("kiosk", "serve --listen 127.0.0.1:0 --admin 127.0.0.1:0");
    serve.env("IVR_WEBHOOK_SECRET", SECRETS);
    let folder = tempfile::tempdir().unwrap();
    let server = Process::start(serve, folder.path());
    let url = server.word(" answers at ");
    for (carrier, ..) in CARRIERS {
        let phone = || {
            program(
                "kiosk",
                &format!("phone --json --keys 1,- --carrier {carrier} --url {url}"),
            )
        };
        let record = phoned(phone().env("IVR_WEBHOOK_SECRET", SECRETS));
        assert_eq!(heard(&record).last().unwrap(), "Good bye.");
        let strange = [Some("another-secret"), None];
        for secret in strange {
            let mut phone = phone();
            phone.envs(secret.map(|secret| ("IVR_WEBHOOK_SECRET", secret)));
            let (code, _, err) = ended(&mut phone);
            assert_eq!(code, Some(1), "{carrier}");
            assert!(err.contains("HTTP 401"), "{carrier}: {err}");
        }
    }
}
