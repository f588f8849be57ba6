use serde_json::{Value, json};

use super::super::plan::{Move, Script};
use super::*;
use crate::menu::Key;

/// Runs a session against a scripted caller in virtual time: no waiting, no network.
fn run(session: &mut Session, moves: &str, answers: &[Value]) -> (Script, Vec<Question>) {
    let moves = moves
        .split_whitespace()
        .map(|text| text.parse::<Move>().unwrap());
    let mut caller = Script::new(moves);
    let mut now = Duration::ZERO;
    let mut answers = answers.iter();
    let mut questions = Vec::new();
    loop {
        match session.wants() {
            Wants::Time { until, moment } => {
                let (at, happening) = caller.react(moment, now, until);
                assert!(at >= now && at <= until.max(now), "time never runs back");
                now = at;
                session.happened(now, happening);
            }
            Wants::Answer(question) => {
                questions.push(question);
                session.asked(now);
                let answer = answers.next().cloned().unwrap_or(json!({"callflow": []}));
                session.happened(
                    now,
                    Happening::Answer(serde_json::from_value(answer).unwrap()),
                );
            }
            Wants::Nothing => return (caller, questions),
        }
    }
}

fn inbound(second: Outcome) -> Session {
    let (from, to) = ("+6591111111".to_owned(), "+6568888888".to_owned());
    Session::inbound(from, to, vec![LegPlan::new(second)], Pace::Spoken)
}

fn ask(params: Value) -> Value {
    let mut all = json!({"promptMessage": "Well?", "voiceProfile": "en-US-B", "minDigits": 1,
        "maxDigits": 1, "digitTimeout": 3000, "overallTimeout": 10000, "noOfTries": 2});
    all.as_object_mut()
        .unwrap()
        .extend(params.as_object().unwrap().clone());
    json!({"clientActionId": "menu", "callflow": [{"action": "sayAndCapture", "params": all}]})
}

fn heard(session: &Session, text: &str) -> usize {
    let spoken = |line: &&Line| matches!(&line.what, Happened::Hears { text: t, .. } if t == text);
    session.transcript().iter().filter(spoken).count()
}

#[test]
fn captures_follow_their_parameters() {
    let apology = json!({"failureMessage": "Again.", "successMessage": "Fine.", "noOfTries": 3});
    let four = json!({"minDigits": 2, "maxDigits": 4});
    let plain = json!({"maxDigits": 4, "completeOnHash": false});
    // What is asked, what the caller does, the digits reported, how often the prompt was heard.
    for (params, moves, digits, prompts) in [
        (json!({}), "1", Some("1"), 1),
        (json!({}), "-", None, 2),
        (json!({"noOfTries": 1}), "-", None, 1),
        // The keys behind the last that is awaited are lost.
        (json!({}), "12", Some("1"), 1),
        // Hash alone ends the try without a digit.
        (json!({}), "# 2", Some("2"), 2),
        (four.clone(), "12#", Some("12"), 1),
        (four.clone(), "1234", Some("1234"), 1),
        // Too few, twice.
        (four.clone(), "1 2#", None, 2),
        // Enough once the pause is too long.
        (four, "123", Some("123"), 1),
        (plain.clone(), "1#2*", Some("1#2*"), 1),
        (plain, "##", Some("##"), 1),
        (apology, "# # 7", Some("7"), 3),
    ] {
        let mut session = inbound(Outcome::Answered);
        let (_, questions) = run(&mut session, moves, &[ask(params.clone())]);
        assert_eq!(questions.len(), 2, "{params} {moves}");
        assert!(questions[0].received && questions[1].captured);
        assert_eq!(questions[1].digits.as_deref(), digits, "{params} {moves}");
        assert_eq!(questions[1].client_action_id.as_deref(), Some("menu"));
        assert_eq!(heard(&session, "Well?"), prompts, "{params} {moves}");
        if params.get("failureMessage").is_some() {
            assert_eq!(
                (heard(&session, "Again."), heard(&session, "Fine.")),
                (2, 1)
            );
        }
    }
}

#[test]
fn time_outs_are_kept_to_the_millisecond() {
    let mut session = inbound(Outcome::Answered);
    run(&mut session, "-", &[ask(json!({}))]);
    let waits: Vec<u64> = session
        .transcript()
        .iter()
        .filter(|line| matches!(line.what, Happened::Waits { .. }))
        .map(|line| line.at_ms)
        .collect();
    // Five characters take a third of a second; then ten seconds of silence.
    assert_eq!(waits, [10_333, 20_666]);

    let mut session = inbound(Outcome::Answered);
    run(&mut session, "1", &[ask(json!({"maxDigits": 4}))]);
    let over = session.transcript().last().unwrap();
    // A third of a second, the key after 200 ms, three seconds without a further one.
    assert_eq!(over.at_ms, 3_533);
}

#[test]
fn a_key_cuts_a_prompt_short_and_counts() {
    let mut session = inbound(Outcome::Answered);
    let answer = serde_json::from_value(ask(json!({}))).unwrap();
    session.happened(Duration::ZERO, Happening::Answer(answer));
    assert!(matches!(
        session.wants(),
        Wants::Time {
            moment: Moment::Speech,
            ..
        }
    ));
    session.happened(Duration::from_millis(5), Happening::Key(Key::Four));
    session.happened(Duration::from_millis(5), Happening::TimeUp);
    let Wants::Answer(question) = session.wants() else {
        panic!()
    };
    assert_eq!(question.digits.as_deref(), Some("4"));
}

#[test]
fn who_says_nothing_waits_for_no_clock() {
    let mut session = inbound(Outcome::Answered);
    let answer = serde_json::from_value(ask(json!({}))).unwrap();
    session.happened(Duration::ZERO, Happening::Answer(answer));
    // Two tries, each of them given up while its prompt is still spoken.
    for _ in 0..2 {
        session.happened(Duration::from_millis(5), Happening::Silence);
        session.happened(Duration::from_millis(5), Happening::TimeUp);
    }
    let Wants::Answer(question) = session.wants() else {
        panic!("{:?}", session.transcript())
    };
    assert!(question.captured && question.digits.is_none());
    assert_eq!(heard(&session, "Well?"), 2);
}

#[test]
fn a_second_leg_is_reported_by_its_sip_code() {
    let connect = json!({"clientActionId": "after", "callflow": [{"action": "makeCall",
        "params": {"source": "+6568888888", "destination": "+6598888888"}}]});
    for (outcome, code) in [
        (Outcome::Answered, 200),
        (Outcome::Busy, 486),
        (Outcome::NoAnswer, 480),
        (Outcome::Failed, 503),
    ] {
        let mut session = inbound(outcome);
        let (_, questions) = run(&mut session, "", std::slice::from_ref(&connect));
        assert_eq!(questions[1].sip_code, code);
        assert_eq!(questions[1].client_action_id.as_deref(), Some("after"));
        assert!(!questions[1].captured);
        assert_eq!(session.legs().len(), 2);
        assert_eq!(session.status(), Some(&SessionStatus::Completed));
        assert_eq!(Outcome::from_sip_code(Some(code)), outcome);
    }
    // Only one second leg is up at a time, so that the next number can be called.
    let mut session = inbound(Outcome::Busy);
    run(&mut session, "", &[connect.clone(), connect]);
    assert_eq!(session.legs().len(), 3);
    assert_eq!(session.status(), Some(&SessionStatus::Completed));
}

#[test]
fn each_further_leg_goes_as_planned_and_the_last_plan_lasts() {
    let connect = json!({"clientActionId": "after", "callflow": [{"action": "makeCall",
        "params": {"source": "+6568888888", "destination": "+6598888888"}}]});
    let further = [Outcome::Busy, Outcome::NoAnswer].map(LegPlan::new).into();
    let (from, to) = ("+6591111111".to_owned(), "+6568888888".to_owned());
    let mut session = Session::inbound(from, to, further, Pace::Spoken);
    let answers = [connect.clone(), connect.clone(), connect];
    let (_, questions) = run(&mut session, "", &answers);
    let codes: Vec<_> = questions
        .iter()
        .skip(1)
        .map(|asked| asked.sip_code)
        .collect();
    assert_eq!(codes, [486, 480, 480]);
}

#[test]
fn a_call_that_nobody_answers_asks_for_nothing() {
    let callflow: Vec<Action> = serde_json::from_value(json!([
        {"action": "makeCall", "params": {"source": "+6568888888", "destination": "+6598888888"}},
        ask(json!({}))["callflow"][0]]))
    .unwrap();
    for (outcome, status) in [
        (Outcome::Busy, SessionStatus::Busy),
        (Outcome::NoAnswer, SessionStatus::NoAnswer),
        (Outcome::Failed, SessionStatus::Failed),
    ] {
        let first = LegPlan::new(outcome);
        let mut session = Session::outbound(callflow.clone(), first, Vec::new(), Pace::Spoken);
        let (_, questions) = run(&mut session, "1", &[]);
        assert_eq!((questions.len(), session.status()), (0, Some(&status)));
    }
    let leg = LegPlan::new(Outcome::Answered);
    let mut session = Session::outbound(callflow, leg, Vec::new(), Pace::Spoken);
    let (_, questions) = run(&mut session, "1", &[]);
    assert_eq!(questions[0].digits.as_deref(), Some("1"));
    assert_eq!(questions[0].client_action_id, None);
}

#[test]
fn callers_hang_up_when_they_like() {
    // Instead of a key, and when the script has run out.
    for moves in ["h", ""] {
        let mut session = inbound(Outcome::Answered);
        let (caller, questions) = run(&mut session, moves, &[ask(json!({}))]);
        assert_eq!(questions.len(), 1);
        assert_eq!(caller.ran_out(), moves.is_empty());
        assert_eq!(session.status(), Some(&SessionStatus::Completed));
    }
    // While talking.
    let connect = json!({"callflow": [{"action": "makeCall",
        "params": {"source": "+6568888888", "destination": "+6598888888"}}]});
    let mut session = inbound(Outcome::Answered);
    let (_, questions) = run(&mut session, "h", &[connect]);
    assert_eq!(questions.len(), 1);
}

#[test]
fn what_is_said_is_said_in_full_and_a_hangup_ends_it() {
    let bye = json!({"callflow": [
        {"action": "say", "params": {"text": "Bye.", "voiceProfile": "en-US-B", "repetition": 2}},
        {"action": "playFile", "params": {"fileUrl": "https://h/a.mp3"}},
        {"action": "hangup"}]});
    let mut session = inbound(Outcome::Answered);
    let (_, questions) = run(&mut session, "", &[bye]);
    assert_eq!(
        (questions.len(), session.last_action()),
        (1, Some("HANGUP"))
    );
    // Twice 4/15 s and the guess of 5 s for the file.
    assert_eq!(session.transcript().last().unwrap().at_ms, 5_533);
}
