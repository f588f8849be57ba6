// The expansion of the tree in `expansion.rs`, as rustfmt-like text. Not compiled by itself.

#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
/// A kiosk that sells tickets.
pub enum Kiosk {
    /// Hears: “Press 1 or 2 to buy a ticket, press 3 for a person.”
    Welcome,
    /// `welcome`, asked again: attempt 1.
    WelcomeAttempt1,
    /// A transfer whose end the platform will report.
    Clerk,
}
impl ::core::fmt::Debug for Kiosk {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        const NAMES: &[&str] = &["Welcome", "WelcomeAttempt1", "Clerk"];
        f.write_str(NAMES[*self as usize])
    }
}
/// What a branch of [`Kiosk`] asks before the caller is answered.
#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KioskLookup {
    /// `match till.sell().await?`
    Sell,
    /// The numbers of a transfer.
    CallClerk,
}
const _: () = {
    use ::std::borrow::Cow::Borrowed;
    use ::core::time::Duration;
    use ::ivr_runtime::reply::{Listen, Step, Voice};
    use ::ivr_runtime::{Input, Key, Outcome, Reply, Turn};
    impl Kiosk {
        const VOICE: Voice = Voice {
            name: "en-US-BenjaminRUS",
            elsewhere: &[],
            speed: 1.0,
        };
        const LISTEN: Listen = Listen {
            min_digits: 1,
            max_digits: 1,
            digit_timeout: Duration::from_millis(10000),
            overall_timeout: Duration::from_millis(10000),
            complete_on_hash: false,
        };
        const WELCOME: Reply<Self> = Reply::Constant {
            place: 0,
            next: Some(Self::Welcome),
            steps: &[
                Step::capture(
                    "Press 1 or 2 to buy a ticket, press 3 for a person.",
                    Self::VOICE,
                    Self::LISTEN,
                    2,
                ),
            ],
        };
        const WELCOME_1_SOME: Reply<Self> = Reply::Constant {
            place: 1,
            next: None,
            steps: &[Step::say("Enjoy the show.", Self::VOICE), Step::HangUp],
        };
        const WELCOME_1_NONE: Reply<Self> = Reply::Constant {
            place: 2,
            next: None,
            steps: &[Step::say("We are sold out.", Self::VOICE), Step::HangUp],
        };
        const WELCOME_ATTEMPT_1: Reply<Self> = Reply::Constant {
            place: 3,
            next: Some(Self::WelcomeAttempt1),
            steps: &[Step::capture("Press 1, 2 or 3.", Self::VOICE, Self::LISTEN, 2)],
        };
        const OTHER: Reply<Self> = Reply::Constant {
            place: 4,
            next: None,
            steps: &[Step::say("That is no choice.", Self::VOICE), Step::HangUp],
        };
        const WELCOME_SILENCE: Reply<Self> = Reply::Constant {
            place: 5,
            next: None,
            steps: &[Step::say("Good bye.", Self::VOICE), Step::HangUp],
        };
        const CLERK_ANSWERED: Reply<Self> = Reply::Constant {
            place: 6,
            next: None,
            steps: &[Step::HangUp],
        };
        const CLERK_OTHER: Reply<Self> = Reply::Constant {
            place: 7,
            next: Some(Self::Welcome),
            steps: &[
                Step::Say {
                    text: Borrowed("Nobody is here."),
                    voice: Self::VOICE,
                    repetition: Some(2),
                },
                Step::capture(
                    "Press 1 or 2 to buy a ticket, press 3 for a person.",
                    Self::VOICE,
                    Self::LISTEN,
                    2,
                ),
            ],
        };
        const FAILURE: Reply<Self> = Reply::Constant {
            place: 8,
            next: None,
            steps: &[
                Step::say(
                    "We are sorry, we can't help you right now. Please call again later.",
                    Self::VOICE,
                ),
                Step::HangUp,
            ],
        };
        /// Every reply above, each at its place.
        const REPLIES: &'static [Reply<Self>] = &[
            Self::WELCOME,
            Self::WELCOME_1_SOME,
            Self::WELCOME_1_NONE,
            Self::WELCOME_ATTEMPT_1,
            Self::OTHER,
            Self::WELCOME_SILENCE,
            Self::CLERK_ANSWERED,
            Self::CLERK_OTHER,
            Self::FAILURE,
        ];
        const FIRST_PROMPT: &'static [Step] = &[
            Step::capture(
                "Press 1 or 2 to buy a ticket, press 3 for a person.",
                Self::VOICE,
                Self::LISTEN,
                1,
            ),
        ];
        /// What happens in this state on `input`. Pure: no lookup is made.
        pub const fn next(self, input: Input<'_>) -> Turn<Self> {
            match self {
                Self::Welcome | Self::WelcomeAttempt1 => self.at_welcome(input),
                Self::Clerk => Self::at_clerk(input),
            }
        }
        #[inline(never)]
        const fn at_welcome(self, input: Input<'_>) -> Turn<Self> {
            match input {
                Input::Key(Key::One | Key::Two) => Turn::Ask(KioskLookup::Sell),
                Input::Key(Key::Three) => Turn::Ask(KioskLookup::CallClerk),
                Input::Silence => {
                    match self {
                        Self::Welcome => Turn::Reply(Self::WELCOME_ATTEMPT_1),
                        _ => Turn::Reply(Self::WELCOME_SILENCE),
                    }
                }
                _ => Turn::Reply(Self::OTHER),
            }
        }
        #[inline(never)]
        const fn at_clerk(input: Input<'_>) -> Turn<Self> {
            match input {
                Input::Leg(Outcome::Answered) => Turn::Reply(Self::CLERK_ANSWERED),
                _ => Turn::Reply(Self::CLERK_OTHER),
            }
        }
        /// The id of each state, in their order.
        const IDS: &'static [&'static str] = &[
            "kiosk-welcome",
            "kiosk-welcome~1",
            "clerk",
        ];
        /// Every id that a call can carry, in alphabetical order.
        const KNOWN_IDS: &'static [(&'static str, Self)] = &[
            ("clerk", Self::Clerk),
            ("hello", Self::Welcome),
            ("hello~1", Self::WelcomeAttempt1),
            ("kiosk-welcome", Self::Welcome),
            ("kiosk-welcome~1", Self::WelcomeAttempt1),
        ];
        const DESCRIPTION: &'static str = r#"{
  "doc": "A kiosk that sells tickets.",
  "failure": [
    {
      "say": [
        "We are sorry, we can't help you right now. Please call again later."
      ]
    }
  ],
  "fallbacks": [
    {
      "line": 22,
      "on": [
        "other"
      ],
      "steps": [
        {
          "say": [
            "That is no choice."
          ]
        }
      ]
    }
  ],
  "name": "Kiosk",
  "start": 0,
  "states": [
    {
      "attempts": 1,
      "branches": [
        {
          "line": 11,
          "on": [
            {
              "key": "1"
            },
            {
              "key": "2"
            }
          ],
          "steps": [
            {
              "match": {
                "arms": [
                  {
                    "pattern": "Some(_)",
                    "steps": [
                      {
                        "say": [
                          "Enjoy the show."
                        ]
                      }
                    ]
                  },
                  {
                    "pattern": "None",
                    "steps": [
                      {
                        "say": [
                          "We are sold out."
                        ]
                      },
                      "hangup"
                    ]
                  }
                ],
                "question": "till.sell().await?"
              }
            }
          ]
        },
        {
          "line": 15,
          "on": [
            {
              "key": "3"
            }
          ],
          "steps": [
            {
              "say": [
                "One moment."
              ]
            },
            {
              "connect": {
                "from": "+6568888888",
                "rounds": 1,
                "state": 1,
                "to": [
                  "till.clerk()"
                ]
              }
            }
          ]
        },
        {
          "line": 19,
          "on": [
            "silence"
          ],
          "steps": [
            {
              "retry": {
                "attempts": 1,
                "otherwise": [
                  {
                    "say": [
                      "Good bye."
                    ]
                  }
                ],
                "prompts": [
                  "Press 1, 2 or 3."
                ]
              }
            }
          ]
        }
      ],
      "client_action_id": "kiosk-welcome",
      "kind": {
        "menu": {
          "prompt": "Press 1 or 2 to buy a ticket, press 3 for a person."
        }
      },
      "line": 7,
      "name": "welcome",
      "silences": 0,
      "variant": "Welcome",
      "was": [
        "hello"
      ]
    },
    {
      "attempts": 0,
      "branches": [
        {
          "line": 16,
          "on": [
            {
              "leg": "Answered"
            }
          ],
          "steps": [
            "hangup"
          ]
        },
        {
          "line": 17,
          "on": [
            "other"
          ],
          "steps": [
            {
              "say": [
                "Nobody is here."
              ]
            },
            {
              "enter": {
                "by": "back",
                "state": 0
              }
            }
          ]
        }
      ],
      "client_action_id": "clerk",
      "kind": "transfer",
      "line": 15,
      "name": "clerk",
      "parent": 0,
      "silences": 0,
      "variant": "Clerk"
    }
  ]
}"#;
    }
};
impl ::ivr_runtime::Tree for Kiosk {
    type Context = Till;
    type Lookup = KioskLookup;
    type Values = ::ivr_runtime::__private::NoValues;
    const CARRIERS: &'static [&'static str] = &["eight_by_eight"];
    const START: Self = Self::Welcome;
    const FIRST_PROMPT: &'static [::ivr_runtime::reply::Step] = Self::FIRST_PROMPT;
    fn description() -> &'static ::ivr_runtime::Description {
        static DESCRIPTION: ::std::sync::LazyLock<::ivr_runtime::Description> = ::std::sync::LazyLock::new(||
        { ::ivr_runtime::__private::description(::core::file!(), Kiosk::DESCRIPTION) });
        &DESCRIPTION
    }
    fn replies() -> &'static [::ivr_runtime::Reply<Self>] {
        Self::REPLIES
    }
    fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
        let at = Self::KNOWN_IDS.binary_search_by_key(&id, |(known, _)| known).ok()?;
        Some(Self::KNOWN_IDS[at].1)
    }
    fn client_action_id(self) -> &'static str {
        Self::IDS[self as usize]
    }
    fn is_transfer(self) -> bool {
        ::core::matches!(self, Self::Clerk)
    }
    fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
        Self::next(self, input)
    }
    fn greeting() -> ::ivr_runtime::Reply<Self> {
        Self::WELCOME
    }
    fn failure() -> ::ivr_runtime::Reply<Self> {
        Self::FAILURE
    }
    async fn answer(
        lookup: KioskLookup,
        #[allow(unused_variables)]
        till: &Till,
        #[allow(unused_variables)]
        _call: &::ivr_runtime::Call,
        #[allow(unused_variables)]
        values: &mut ::ivr_runtime::__private::NoValues,
    ) -> ::core::result::Result<::ivr_runtime::Reply<Self>, ::ivr_runtime::Failure> {
        Ok(
            match lookup {
                KioskLookup::Sell => {
                    match till.sell().await? {
                        Some(_) => Self::WELCOME_1_SOME,
                        None => Self::WELCOME_1_NONE,
                    }
                }
                KioskLookup::CallClerk => {
                    ::ivr_runtime::Reply::Composed {
                        next: Some(Self::Clerk),
                        steps: ::std::vec![
                            ::ivr_runtime::reply::Step::say("One moment.", Self::VOICE),
                            ::ivr_runtime::reply::Step::Connect { from : "+6568888888"
                            .into(), to : ::ivr_runtime::PhoneNumber::phone_number(& till
                            .clerk()).to_string().into(), record : None }
                        ],
                    }
                }
            },
        )
    }
}
