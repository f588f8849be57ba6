//! Tests who may call.

use rsipstack::dialog::authenticate::compute_digest;
use rsipstack::sip::Method;

use super::*;

const HERE: &str = "127.0.0.1:5060";
const THERE: &str = "192.0.2.1:5060";

fn door(listen: &str, peers: &[&str], phones: &[&str]) -> Door {
    let callers = Callers {
        peers: peers.iter().map(|peer| peer.parse().unwrap()).collect(),
        phones: phones.iter().map(|phone| phone.parse().unwrap()).collect(),
        calls: 3,
        calls_of_an_address: 2,
        ..Callers::default()
    };
    Door::new(callers, listen.parse().unwrap()).unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn invite(authorization: Option<&str>) -> Request {
    let authorization =
        authorization.map_or_else(String::new, |value| format!("Authorization: {value}\r\n"));
    let text = format!(
        "INVITE sip:menu@host SIP/2.0\r\nVia: SIP/2.0/UDP host;branch=z9hG4bKx\r\n\
         From: <sip:a@b>;tag=1\r\nTo: <sip:menu@host>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\
         {authorization}Content-Length: 0\r\n\r\n"
    );
    Request::try_from(text.as_bytes()).unwrap()
}

/// Answers a challenge as a phone does.
fn answer(refusal: Refusal, name: &str, password: &str) -> String {
    let Refusal::Challenge(header) = refusal else {
        panic!("{refusal:?}");
    };
    let challenge = WwwAuthenticate::parse(header.value()).unwrap();
    answer_nonce(&challenge.nonce, name, password)
}

fn answer_nonce(nonce: &str, name: &str, password: &str) -> String {
    let uri = "sip:menu@host";
    let method = Method::Invite;
    let response = compute_digest(
        name,
        password,
        REALM,
        nonce,
        &method,
        uri,
        Algorithm::Md5,
        None,
    );
    format!(
        "Digest username=\"{name}\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{uri}\", \
         response=\"{response}\", algorithm=MD5"
    )
}

#[test]
fn a_public_line_is_open_until_callers_are_authenticated() {
    let is_open = |listen, peers: &[&str], phones: &[&str]| {
        let door = door(listen, peers, phones);
        door.callers.is_open(listen.parse().unwrap())
    };
    assert!(!is_open(HERE, &[], &[]));
    assert!(is_open(THERE, &[], &[]));
    assert!(is_open("0.0.0.0:5060", &[], &[]));
    assert!(!is_open(THERE, &["198.51.100.0/24"], &[]));
    assert!(!is_open(THERE, &[], &["alice:wonderland"]));
    assert!(is_open(THERE, &["0.0.0.0/0"], &["alice:wonderland"]));
}

#[test]
fn peers_are_heard_and_strangers_are_not_unless_there_are_passwords() {
    let peers = door(THERE, &["198.51.100.0/24"], &[]);
    assert!(peers.hears(address("198.51.100.9")));
    assert!(peers.hears(address("::ffff:198.51.100.9")));
    assert!(!peers.hears(address("203.0.113.1")));
    assert!(
        !peers.hears(address("127.0.0.1")),
        "it is not an allowed address"
    );
    assert_eq!(peers.admits(&invite(None), address("198.51.100.9")), Ok(()));
    assert!(door(HERE, &[], &[]).hears(address("127.0.0.1")));
    assert!(door(THERE, &[], &["alice:wonderland"]).hears(address("203.0.113.1")));
}

#[test]
fn what_a_trunk_answers_is_read_and_it_calls_where_it_is_registered_at() {
    let trunk = address("203.0.113.1");
    for registered in [false, true] {
        let callers = Callers {
            peers: vec!["198.51.100.9".parse().unwrap()],
            trunk: registered,
            ..Callers::default()
        };
        let door = Door::new(callers, THERE.parse().unwrap()).unwrap();
        assert!(!door.hears(trunk));
        door.trunk_is_at([trunk]);
        assert!(door.hears(trunk));
        assert_eq!(door.admits(&invite(None), trunk).is_ok(), registered);
        assert!(!door.hears(address("203.0.113.2")));
    }
    let registered = Callers {
        trunk: true,
        ..Callers::default()
    };
    assert!(!registered.is_open(THERE.parse().unwrap()));
}

#[test]
fn a_phone_is_let_in_with_its_password_and_with_no_other() {
    let door = door(THERE, &[], &["alice:wonderland", "bob:looking-glass"]);
    let stranger = address("203.0.113.1");
    let admits = |authorization: Option<&str>| door.admits(&invite(authorization), stranger);
    let challenge = || admits(None).unwrap_err();
    assert_eq!(
        admits(Some(&answer(challenge(), "alice", "wonderland"))),
        Ok(())
    );
    for (name, password) in [("alice", "looking-glass"), ("carol", "wonderland")] {
        let refused = admits(Some(&answer(challenge(), name, password))).unwrap_err();
        assert_eq!(
            refused,
            Refusal::No(StatusCode::Forbidden, "wrong password")
        );
    }
    assert!(matches!(
        admits(Some("Digest what")),
        Err(Refusal::No(StatusCode::BadRequest, _))
    ));
}

#[test]
fn a_challenge_of_another_line_or_of_long_ago_is_not_answered() {
    let door = door(THERE, &[], &["alice:wonderland"]);
    let admits = |nonce: &str| {
        let answer = answer_nonce(nonce, "alice", "wonderland");
        door.admits(&invite(Some(&answer)), address("203.0.113.1"))
    };
    assert_eq!(admits(&door.nonce(now() - 5)), Ok(()));
    for nonce in [
        &door.nonce(now() - 60),
        "6a2b-00",
        "x",
        &format!("{:x}-00", now()),
    ] {
        let Err(Refusal::Challenge(header)) = admits(nonce) else {
            panic!("{nonce} was taken");
        };
        assert!(header.value().contains("stale=true"), "{}", header.value());
    }
}

#[test]
fn no_more_calls_are_taken_than_there_are_places() {
    let door = door(HERE, &[], &[]);
    let [first, second] = ["192.0.2.1", "192.0.2.2"].map(address);
    let taken = [door.place(first).unwrap(), door.place(first).unwrap()];
    let refused = |address| match door.place(address) {
        Err(Refusal::No(StatusCode::BusyHere, why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(first), "too many calls from one address");
    let other = door.place(second).unwrap();
    assert_eq!(refused(second), "too many calls");
    drop((taken, other));
    assert_eq!(door.calls(), 0);
    assert!(door.open.lock().unwrap().by_address.is_empty());
}

#[test]
fn passwords_are_long_enough_and_shown_nowhere() {
    let phone: Phone = "alice:wonderland".parse().unwrap();
    assert_eq!(format!("{phone:?}"), "Phone(alice:***)");
    for text in [
        "alice",
        "alice:short",
        ":wonderland",
        "al ice:wonderland",
        "a\":wonderland",
    ] {
        assert_eq!(text.parse::<Phone>(), Err(PhoneError), "{text}");
    }
}
