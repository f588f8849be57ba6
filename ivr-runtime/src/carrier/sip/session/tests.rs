//! Tests calls, tick by tick.

use super::*;
use crate::carrier::sip::cue::Capture;

/// Maximum ringing time of a second leg.
const RINGS: Duration = Duration::from_secs(30);

/// A sound of this number of frames, recognisable by its loudness.
fn sound(loud: i16, length: usize) -> Sound {
    Sound::new(vec![loud; length * FRAME])
}

fn play(loud: i16) -> Cue {
    Cue::Play {
        sound: sound(loud, 5),
        times: 1,
    }
}

/// A capture of one key: prompt 1, one second to press it, two tries; failure is 8, success 9.
fn capture() -> Capture {
    Capture {
        prompt: sound(1, 5),
        min: 1,
        max: 1,
        digit_timeout: Some(Duration::from_secs(1)),
        overall_timeout: Duration::from_secs(1),
        hash_completes: true,
        tries: 2,
        success: None,
        failure: Some(sound(8, 2)),
    }
}

struct Call {
    session: Session,
    /// What was heard: loudness and number of frames.
    heard: Vec<(i16, u32)>,
}

impl Call {
    /// A call whose menu answers with these cues first.
    fn told(cues: impl Into<Vec<Cue>>) -> Self {
        let mut session = Session::answered(RINGS);
        assert_eq!(session.act(), Some(Act::Ask(Answer::default())));
        session.happened(Happening::Cues(cues.into()));
        Self {
            session,
            heard: Vec::new(),
        }
    }

    fn ticks(&mut self, count: u32) -> &mut Self {
        for _ in 0..count {
            let loud = match self.session.tick() {
                Heard::Frame(frame) => frame.into_iter().max().unwrap(),
                Heard::Leg => -1,
                Heard::Nothing => break,
            };
            match self.heard.last_mut() {
                Some((last, count)) if *last == loud => *count += 1,
                _ => self.heard.push((loud, 1)),
            }
        }
        self
    }

    fn presses(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            let key = Key::from_char(key).unwrap();
            self.session.happened(Happening::Key(key));
        }
        self
    }

    fn is_told(&mut self, happening: Happening) -> &mut Self {
        self.session.happened(happening);
        self
    }

    fn wants(&mut self, acts: impl AsRef<[Act]>) -> &mut Self {
        let wanted: Vec<Act> = std::iter::from_fn(|| self.session.act()).collect();
        assert_eq!(wanted, acts.as_ref());
        self
    }

    fn heard(&mut self, heard: impl AsRef<[(i16, u32)]>) -> &mut Self {
        assert_eq!(self.heard, heard.as_ref());
        self.heard.clear();
        self
    }
}

fn asks(digits: &str) -> [Act; 1] {
    let digits = (!digits.is_empty()).then(|| digits.to_owned());
    [Act::Ask(Answer { digits, leg: None })]
}

fn asks_after(outcome: Outcome) -> Act {
    Act::Ask(Answer {
        digits: None,
        leg: Some(outcome),
    })
}

#[test]
fn what_is_said_is_heard_in_full_and_in_order_and_then_the_line_is_cut() {
    let twice = Cue::Play {
        sound: sound(3, 5),
        times: 2,
    };
    let mut call = Call::told([play(2), twice, Cue::HangUp]);
    call.ticks(5).presses("1").ticks(1_000);
    call.heard([(2, 5), (3, 10), (0, 11)]).wants([Act::HangUp]);
    assert!(call.session.is_over());
}

#[test]
fn nothing_to_do_ends_the_call() {
    Call::told([]).ticks(100).wants([Act::HangUp]);
}

#[test]
fn a_key_cuts_the_prompt_short_and_is_the_answer() {
    let mut call = Call::told([Cue::Capture(capture())]);
    call.ticks(2).wants([]).presses("7").wants(asks("7"));
    call.ticks(3).heard([(1, 2), (0, 3)]);
}

#[test]
fn a_silent_caller_hears_each_try_and_is_then_silence() {
    let mut call = Call::told([Cue::Capture(capture())]);
    call.ticks(5 + 51 + 3 + 5 + 51 + 2).wants([]);
    call.ticks(1).wants(asks(""));
    // A tick finds the end of a sound, so one frame of silence follows each.
    call.heard([
        (1, 5),
        (0, 51),
        (8, 2),
        (0, 1),
        (1, 5),
        (0, 51),
        (8, 2),
        (0, 1),
    ]);
}

#[test]
fn the_overall_time_out_begins_behind_the_prompt_and_the_digit_time_out_behind_a_key() {
    let four = Capture {
        max: 4,
        digit_timeout: Some(Duration::from_millis(200)),
        tries: 1,
        failure: None,
        ..capture()
    };
    let mut call = Call::told([Cue::Capture(four.clone())]);
    call.ticks(6 + 49).wants([]).ticks(1).wants(asks(""));
    let mut call = Call::told([Cue::Capture(four.clone())]);
    call.ticks(6 + 30)
        .presses("1")
        .ticks(9)
        .presses("2")
        .ticks(9);
    call.wants([]).ticks(1).wants(asks("12"));
    // However many keys the caller presses, the overall timeout ends the capture.
    let mut call = Call::told([Cue::Capture(four)]);
    call.ticks(6 + 45).presses("1").ticks(4).wants([]);
    call.ticks(1).wants(asks("1"));
}

#[test]
fn too_few_keys_are_a_failed_try() {
    let pin = Capture {
        min: 4,
        max: 4,
        success: Some(sound(9, 2)),
        ..capture()
    };
    let mut call = Call::told([Cue::Capture(pin)]);
    call.ticks(1).presses("12#").wants([]).ticks(3);
    call.heard([(1, 1), (8, 2), (0, 1)]).ticks(1);
    call.presses("4071").wants([]).ticks(3).wants(asks("4071"));
    call.heard([(1, 1), (9, 2), (0, 1)]);
}

#[test]
fn the_hash_ends_an_answer_unless_it_is_a_key_like_any_other() {
    let number = Capture {
        max: 8,
        ..capture()
    };
    Call::told([Cue::Capture(number.clone())])
        .presses("65#")
        .wants(asks("65"));
    let with_hash = Capture {
        hash_completes: false,
        ..number
    };
    Call::told([Cue::Capture(with_hash)])
        .presses("65#")
        .wants([])
        .presses("87654")
        .wants(asks("65#87654"));
    let one = Capture {
        hash_completes: false,
        ..capture()
    };
    Call::told([Cue::Capture(one)])
        .presses("#")
        .wants(asks("#"));
}

#[test]
fn a_hash_behind_a_full_answer_is_no_answer_to_the_next_prompt() {
    let pin = Capture {
        min: 4,
        max: 4,
        ..capture()
    };
    let mut call = Call::told([Cue::Capture(pin)]);
    call.presses("4071#").wants(asks("4071"));
    call.is_told(Happening::Cues(vec![Cue::Capture(capture())]));
    call.ticks(1).wants([]).presses("2").wants(asks("2"));
    // After a single key, a `#` is an answer of its own.
    let star = Capture {
        hash_completes: false,
        ..capture()
    };
    let mut call = Call::told([Cue::Capture(capture())]);
    call.presses("1#").wants(asks("1"));
    call.is_told(Happening::Cues(vec![Cue::Capture(star)]))
        .wants(asks("#"));
}

#[test]
fn keys_pressed_ahead_are_taken_in_turn() {
    let mut call = Call::told([Cue::Capture(capture())]);
    call.presses("123").wants(asks("1"));
    // A text that is not a prompt is heard in full nevertheless.
    call.is_told(Happening::Cues(vec![play(2), Cue::Capture(capture())]));
    call.ticks(5).wants([]).ticks(1).wants(asks("2"));
    call.heard([(2, 5), (0, 1)]);
    call.is_told(Happening::Cues(vec![Cue::Capture(capture())]))
        .wants(asks("3"));
    call.is_told(Happening::Cues(vec![Cue::Capture(capture())]))
        .wants([]);
}

#[test]
fn no_more_keys_are_kept_than_a_caller_can_mean() {
    let mut call = Call::told([play(2)]);
    call.presses(&"5".repeat(10_000));
    assert_eq!(call.session.ahead.len(), AHEAD);
}

fn connect() -> Connect {
    Connect {
        from: "+6568888888".to_owned(),
        to: "+6598888888".to_owned(),
    }
}

#[test]
fn a_caller_hears_ringing_until_the_legs_talk_and_the_menu_goes_on_behind_them() {
    let mut call = Call::told([Cue::Connect(connect())]);
    call.wants([Act::Dial(connect())]).ticks(50);
    let is_tone = |(loud, _): &(i16, u32)| *loud > 5_000;
    assert!(call.heard.iter().all(is_tone), "{:?}", call.heard);
    call.ticks(10);
    assert_eq!(call.heard.last(), Some(&(0, 10)));
    call.heard.clear();
    call.is_told(Happening::LegAnswered)
        .ticks(9)
        .heard([(-1, 9)]);
    call.presses("5").wants([]);
    call.is_told(Happening::LegHungUp)
        .wants([asks_after(Outcome::Answered)]);
    // Keys pressed while the legs were joined were meant for the callee.
    call.is_told(Happening::Cues(vec![Cue::Capture(capture())]))
        .wants([]);
}

#[test]
fn a_leg_that_fails_says_how() {
    for (code, outcome) in [
        (486, Outcome::Busy),
        (603, Outcome::Busy),
        (480, Outcome::NoAnswer),
        (503, Outcome::Failed),
        (200, Outcome::Failed),
    ] {
        let mut call = Call::told([Cue::Connect(connect())]);
        call.ticks(1).is_told(Happening::LegFailed(code));
        call.wants([Act::Dial(connect()), asks_after(outcome)]);
    }
}

#[test]
fn a_leg_that_nobody_answers_is_given_up() {
    let mut call = Call::told([Cue::Connect(connect())]);
    call.ticks(frames(RINGS) - 1).wants([Act::Dial(connect())]);
    call.ticks(1)
        .wants([Act::DropLeg, asks_after(Outcome::NoAnswer)]);
    // The callee answers too late.
    call.is_told(Happening::LegAnswered).wants([]);
    assert!(!call.session.is_talking());
}

#[test]
fn hanging_up_ends_the_second_leg() {
    let states: [fn() -> Call; 4] = [
        || Call::told([play(2)]),
        || Call::told([Cue::Capture(capture())]),
        || Call::told([Cue::HangUp]),
        || {
            let mut call = Call::told([Cue::Capture(capture())]);
            call.presses("1").wants(asks("1"));
            call
        },
    ];
    for state in states {
        let mut call = state();
        call.is_told(Happening::HungUp)
            .ticks(100)
            .wants([])
            .heard([]);
        assert!(call.session.is_over());
        call.is_told(Happening::Cues(vec![play(2)]))
            .ticks(100)
            .heard([]);
    }
    for talks in [false, true] {
        let mut call = Call::told([Cue::Connect(connect())]);
        call.wants([Act::Dial(connect())]);
        if talks {
            call.is_told(Happening::LegAnswered);
        }
        call.is_told(Happening::HungUp).wants([Act::DropLeg]);
    }
}

#[test]
fn sounds_of_no_length_hold_nobody_up() {
    let nothing = Cue::Play {
        sound: Sound::new([]),
        times: 3,
    };
    let mute = Capture {
        prompt: Sound::new([]),
        failure: None,
        ..capture()
    };
    let mut call = Call::told([nothing.clone(), nothing, Cue::Capture(mute)]);
    call.ticks(110).wants(asks(""));
}
