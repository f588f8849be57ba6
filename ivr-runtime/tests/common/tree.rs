//! A small tree, written by hand as `ivr!` would write it. The lookups of one menu fail in every possible way.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs
)]

use std::error::Error;
use std::future::pending;
use std::sync::Mutex;

use ivr_runtime::clap;
use ivr_runtime::hours::{self, Hours};
use ivr_runtime::reply::Step;
use ivr_runtime::store::Store;
use ivr_runtime::{
    Application, ArmDescription, BranchDescription, Call, Description, EnterBy, Failure, Input,
    Key, Outcome, RecordingDescription, Reply, StateDescription, StateKind, StepDescription, Tree,
    Trigger, Turn,
};

/// Its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Demo {
    MainMenu,
    Lookups,
    PostCall,
}

/// Its lookups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    Book,
    Error,
    Panic,
    Hang,
    Block,
}

/// The context of its lookups.
#[derive(Debug, Default)]
pub struct Desk {
    /// The calls with a booking.
    pub booked: Mutex<Vec<Call>>,
    /// Locked by a test while `Block` has to block its thread.
    pub gate: Mutex<()>,
}

/// The flags of the desk.
#[derive(Debug, clap::Args)]
pub struct DeskOptions {
    /// How many tables there are
    #[arg(long)]
    pub tables: u32,
    /// When there is somebody at the desk
    #[arg(long, value_name = "FILE", value_parser = hours::argument)]
    pub hours: Option<Hours>,
}

impl Application for Desk {
    type Options = DeskOptions;

    async fn open(options: DeskOptions, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        match options.tables {
            0 => Err("there are no tables".into()),
            _ => Ok(Self::default()),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no table for +6591234567")]
pub struct NoTable;

pub mod replies {
    use std::borrow::Cow::Borrowed;
    use std::time::Duration;

    use ivr_runtime::reply::{Listen, Step, Voice};

    use super::{Demo, Reply};

    const VOICE: Voice = Voice {
        name: "en-US-BenjaminRUS",
        elsewhere: &[],
        speed: 1.0,
    };
    const LISTEN: Listen = Listen {
        min_digits: 1,
        max_digits: 1,
        digit_timeout: Duration::from_secs(10),
        overall_timeout: Duration::from_secs(10),
        complete_on_hash: false,
    };

    macro_rules! menu {
        ($place:literal, $state:ident, $prompt:literal) => {
            Reply::Constant {
                place: $place,
                next: Some(Demo::$state),
                steps: &[Step::capture($prompt, VOICE, LISTEN, 1)],
            }
        };
    }

    macro_rules! say {
        ($place:literal, $text:literal) => {
            Reply::Constant {
                place: $place,
                next: None,
                steps: &[Step::say($text, VOICE), Step::HangUp],
            }
        };
    }

    pub const MAIN_MENU: Reply<Demo> = menu!(0, MainMenu, "main_menu");
    pub const LOOKUPS: Reply<Demo> = menu!(1, Lookups, "lookups");
    pub const GOODBYE: Reply<Demo> = say!(2, "Goodbye.");
    pub const INVALID: Reply<Demo> = say!(3, "Invalid input, please call again.");
    pub const BOOKED: Reply<Demo> = say!(4, "Booked.");
    pub const BUSY: Reply<Demo> = say!(5, "They are busy.");
    pub const FAILURE: Reply<Demo> = say!(6, "Something went wrong.");
    pub const TRANSFER: Reply<Demo> = Reply::Constant {
        place: 7,
        next: Some(Demo::PostCall),
        steps: &[Step::Connect {
            from: Borrowed("+6568888888"),
            to: Borrowed("+6598888888"),
            record: None,
        }],
    };

    pub const ALL: &[Reply<Demo>] = &[
        MAIN_MENU, LOOKUPS, GOODBYE, INVALID, BOOKED, BUSY, FAILURE, TRANSFER,
    ];
}

impl Tree for Demo {
    type Context = Desk;
    type Lookup = Lookup;
    type Values = ();

    const CARRIERS: &'static [&'static str] = &["eight_by_eight"];
    const START: Self = Self::MainMenu;
    const FIRST_PROMPT: &'static [Step] = &[];

    fn description() -> &'static Description {
        &DESCRIPTION
    }

    fn replies() -> &'static [Reply<Self>] {
        replies::ALL
    }

    fn from_client_action_id(id: &str) -> Option<Self> {
        match id {
            "main_menu" => Some(Self::MainMenu),
            "lookups" => Some(Self::Lookups),
            "post_call" => Some(Self::PostCall),
            _ => None,
        }
    }

    fn client_action_id(self) -> &'static str {
        match self {
            Self::MainMenu => "main_menu",
            Self::Lookups => "lookups",
            Self::PostCall => "post_call",
        }
    }

    fn is_transfer(self) -> bool {
        matches!(self, Self::PostCall)
    }

    fn next(self, input: Input<'_>) -> Turn<Self> {
        match (self, input) {
            (Self::MainMenu, Input::Key(Key::One)) => Turn::Reply(replies::LOOKUPS),
            (Self::MainMenu, Input::Key(Key::Two)) => Turn::Reply(replies::GOODBYE),
            (Self::MainMenu, Input::Key(Key::Three)) => Turn::Reply(replies::TRANSFER),
            (Self::Lookups, Input::Key(Key::One)) => Turn::Ask(Lookup::Book),
            (Self::Lookups, Input::Key(Key::Two)) => Turn::Ask(Lookup::Error),
            (Self::Lookups, Input::Key(Key::Three)) => Turn::Ask(Lookup::Panic),
            (Self::Lookups, Input::Key(Key::Four)) => Turn::Ask(Lookup::Hang),
            (Self::Lookups, Input::Key(Key::Five)) => Turn::Ask(Lookup::Block),
            (Self::PostCall, Input::Leg(Outcome::Busy)) => Turn::Reply(replies::BUSY),
            (Self::PostCall, Input::Leg(_)) => Turn::Reply(replies::GOODBYE),
            _ => Turn::Reply(replies::INVALID),
        }
    }

    fn greeting() -> Reply<Self> {
        replies::MAIN_MENU
    }

    fn failure() -> Reply<Self> {
        replies::FAILURE
    }

    async fn answer(
        lookup: Lookup,
        desk: &Desk,
        call: &Call,
        (): &mut (),
    ) -> Result<Reply<Self>, Failure> {
        match lookup {
            Lookup::Book => desk.booked.lock().unwrap().push(call.clone()),
            Lookup::Error => Err(NoTable)?,
            Lookup::Panic => panic!("the book fell on +6591234567"),
            Lookup::Hang => pending::<()>().await,
            Lookup::Block => drop(desk.gate.lock().unwrap()),
        }
        Ok(replies::BOOKED)
    }
}

const DESCRIPTION: Description = Description {
    name: "Demo",
    doc: "The menu of the tests.",
    file: "tests/common/tree.rs",
    start: 0,
    languages: &[],
    values: &[],
    ring: &[],
    states: &[
        StateDescription {
            name: "main_menu",
            variant: "MainMenu",
            client_action_id: "main_menu",
            was: &[],
            attempts: 0,
            silences: 0,
            tree_keys: "",
            known: &[],
            needed: &[],
            kind: StateKind::Menu {
                prompt: "Welcome to the tests, to look something up press 1, to say goodbye press 2, to be connected to a person who knows more than this machine press 3.",
                recordings: &[],
            },
            parent: None,
            branches: &[
                key(
                    '1',
                    &[StepDescription::Enter {
                        state: Some(1),
                        by: EnterBy::Menu,
                    }],
                    10,
                ),
                key('2', &[StepDescription::Say(&["Goodbye."])], 20),
                key(
                    '3',
                    &[
                        StepDescription::Say(&["One moment."]),
                        StepDescription::Connect {
                            state: 2,
                            from: "desk.caller_id()",
                            to: &["desk.person()"],
                            rounds: 1,
                        },
                    ],
                    21,
                ),
            ],
            line: 8,
        },
        StateDescription {
            name: "lookups",
            variant: "Lookups",
            client_action_id: "ivr-1-stage-2",
            was: &["old_lookups"],
            attempts: 2,
            silences: 0,
            tree_keys: "",
            known: &[],
            needed: &[],
            kind: StateKind::Menu {
                prompt: "Press 1 to book.",
                recordings: &[],
            },
            parent: Some(0),
            branches: &[
                key(
                    '1',
                    &[StepDescription::Match {
                        question: "desk.book(call).await",
                        arms: &[
                            ArmDescription {
                                pattern: "Ok(())",
                                steps: &[
                                    StepDescription::Say(&["Booked."]),
                                    StepDescription::Hangup,
                                ],
                            },
                            ArmDescription {
                                pattern: "Err(Full)",
                                steps: &[
                                    StepDescription::Say(&["We are full."]),
                                    StepDescription::Enter {
                                        state: Some(1),
                                        by: EnterBy::Repeat,
                                    },
                                ],
                            },
                        ],
                    }],
                    12,
                ),
                BranchDescription {
                    on: &[Trigger::Key('8'), Trigger::Key('9')],
                    binding: None,
                    label: None,
                    steps: &[StepDescription::Enter {
                        state: Some(0),
                        by: EnterBy::Back,
                    }],
                    line: 16,
                },
                BranchDescription {
                    on: &[Trigger::Silence],
                    binding: None,
                    label: None,
                    steps: &[StepDescription::Retry {
                        attempts: 2,
                        prompts: &["Are you still there?"],
                        otherwise: &[
                            StepDescription::Play(RecordingDescription {
                                urls: &["https://example.com/back-to-the-start.mp3"],
                                transcripts: &["We go back to the start."],
                            }),
                            StepDescription::Enter {
                                state: Some(0),
                                by: EnterBy::Goto,
                            },
                        ],
                    }],
                    line: 17,
                },
            ],
            line: 10,
        },
        StateDescription {
            name: "post_call",
            variant: "PostCall",
            client_action_id: "post_call",
            was: &[],
            attempts: 0,
            silences: 0,
            tree_keys: "",
            known: &[],
            needed: &[],
            kind: StateKind::Transfer,
            parent: Some(0),
            branches: &[
                BranchDescription {
                    on: &[Trigger::Leg(Outcome::Busy)],
                    binding: None,
                    label: None,
                    steps: &[StepDescription::Say(&["They are busy."])],
                    line: 22,
                },
                BranchDescription {
                    on: &[Trigger::Other],
                    binding: None,
                    label: None,
                    steps: &[StepDescription::Say(&["Goodbye."])],
                    line: 23,
                },
            ],
            line: 21,
        },
    ],
    fallbacks: &[BranchDescription {
        on: &[Trigger::Other],
        binding: None,
        label: None,
        steps: &[StepDescription::Say(&["Invalid input, please call again."])],
        line: 30,
    }],
    failure: &[StepDescription::Say(&["Something went wrong."])],
};

const fn key(key: char, steps: &'static [StepDescription], line: u32) -> BranchDescription {
    let on: &'static [Trigger] = match key {
        '1' => &[Trigger::Key('1')],
        '2' => &[Trigger::Key('2')],
        _ => &[Trigger::Key('3')],
    };
    BranchDescription {
        on,
        binding: None,
        label: None,
        steps,
        line,
    }
}
