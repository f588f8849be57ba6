// The expansion of the tree in `expansion.rs`, as rustfmt-like text. Not compiled by itself.

/// A kiosk that sells tickets.
#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kiosk {
    /// Hears: “Press 1 or 2 to buy a ticket, press 3 for a person.”
    Welcome,
    /// `welcome`, asked again: attempt 1.
    WelcomeAttempt1,
    /// A transfer whose end the platform will report.
    Clerk,
}
/// What a branch of [`Kiosk`] asks before the caller is answered.
#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KioskLookup {
    /// `match till.sell().await?`
    Welcome1,
    /// The numbers of a transfer.
    Welcome3,
}
impl Kiosk {
    const WELCOME: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        Some(Self::Welcome),
        r#"{"clientActionId":"kiosk-welcome","callflow":[{"action":"sayAndCapture","params":{"promptMessage":"Press 1 or 2 to buy a ticket, press 3 for a person.","voiceProfile":"en-US-BenjaminRUS","speed":1,"minDigits":1,"maxDigits":1,"digitTimeout":10000,"overallTimeout":10000,"completeOnHash":false,"noOfTries":2}}]}"#,
    );
    const WELCOME_1_SOME: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"say","params":{"text":"Enjoy the show.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"hangup"}]}"#,
    );
    const WELCOME_1_NONE: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"say","params":{"text":"We are sold out.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"hangup"}]}"#,
    );
    const WELCOME_ATTEMPT_1: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        Some(Self::WelcomeAttempt1),
        r#"{"clientActionId":"kiosk-welcome~1","callflow":[{"action":"sayAndCapture","params":{"promptMessage":"Press 1, 2 or 3.","voiceProfile":"en-US-BenjaminRUS","speed":1,"minDigits":1,"maxDigits":1,"digitTimeout":10000,"overallTimeout":10000,"completeOnHash":false,"noOfTries":2}}]}"#,
    );
    const OTHER: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"say","params":{"text":"That is no choice.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"hangup"}]}"#,
    );
    const WELCOME_SILENCE: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"say","params":{"text":"Good bye.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"hangup"}]}"#,
    );
    const CLERK_ANSWERED: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"hangup"}]}"#,
    );
    const CLERK_OTHER: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        Some(Self::Welcome),
        r#"{"clientActionId":"kiosk-welcome","callflow":[{"action":"say","params":{"text":"Nobody is here.","voiceProfile":"en-US-BenjaminRUS","speed":1,"repetition":2}},{"action":"sayAndCapture","params":{"promptMessage":"Press 1 or 2 to buy a ticket, press 3 for a person.","voiceProfile":"en-US-BenjaminRUS","speed":1,"minDigits":1,"maxDigits":1,"digitTimeout":10000,"overallTimeout":10000,"completeOnHash":false,"noOfTries":2}}]}"#,
    );
    const FAILURE: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(
        None,
        r#"{"callflow":[{"action":"say","params":{"text":"We are sorry, we can't help you right now. Please call again later.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"hangup"}]}"#,
    );
    /// What happens at this state on `input`. Pure: no look-up has been made yet.
    pub const fn next(
        self,
        input: ::ivr_runtime::Input<'_>,
    ) -> ::ivr_runtime::Turn<Self> {
        use ::ivr_runtime::{Input, Key, Outcome, Turn};
        match self {
            Self::Welcome => {
                match input {
                    Input::Key(Key::One | Key::Two) => Turn::Ask(KioskLookup::Welcome1),
                    Input::Key(Key::Three) => Turn::Ask(KioskLookup::Welcome3),
                    Input::Silence => Turn::Reply(Self::WELCOME_ATTEMPT_1),
                    _ => Turn::Reply(Self::OTHER),
                }
            }
            Self::WelcomeAttempt1 => {
                match input {
                    Input::Key(Key::One | Key::Two) => Turn::Ask(KioskLookup::Welcome1),
                    Input::Key(Key::Three) => Turn::Ask(KioskLookup::Welcome3),
                    Input::Silence => Turn::Reply(Self::WELCOME_SILENCE),
                    _ => Turn::Reply(Self::OTHER),
                }
            }
            Self::Clerk => {
                match input {
                    Input::Leg(Outcome::Answered) => Turn::Reply(Self::CLERK_ANSWERED),
                    _ => Turn::Reply(Self::CLERK_OTHER),
                }
            }
        }
    }
}
impl ::ivr_runtime::Tree for Kiosk {
    type Context = Till;
    type Lookup = KioskLookup;
    type Values = ::ivr_runtime::__private::NoValues;
    const START: Self = Self::Welcome;
    const FIRST_PROMPT: &'static str = r#"[{"action":"sayAndCapture","params":{"promptMessage":"Press 1 or 2 to buy a ticket, press 3 for a person.","voiceProfile":"en-US-BenjaminRUS","speed":1,"minDigits":1,"maxDigits":1,"digitTimeout":10000,"overallTimeout":10000,"completeOnHash":false,"noOfTries":1}}]"#;
    fn description() -> &'static ::ivr_runtime::Description {
        use ::ivr_runtime::description::*;
        &Description {
            name: "Kiosk",
            doc: "A kiosk that sells tickets.",
            file: ::core::file!(),
            states: &[
                StateDescription {
                    name: "welcome",
                    variant: "Welcome",
                    client_action_id: "kiosk-welcome",
                    was: &["hello"],
                    attempts: 1,
                    silences: 0,
                    tree_keys: "",
                    known: &[],
                    needed: &[],
                    kind: StateKind::Menu {
                        prompt: "Press 1 or 2 to buy a ticket, press 3 for a person.",
                        recordings: &[],
                    },
                    parent: None,
                    branches: &[
                        BranchDescription {
                            on: &[Trigger::Key('1'), Trigger::Key('2')],
                            binding: None,
                            label: None,
                            steps: &[
                                StepDescription::Match {
                                    question: "till.sell().await?",
                                    arms: &[
                                        ArmDescription {
                                            pattern: "Some(_)",
                                            steps: &[StepDescription::Say(&["Enjoy the show."])],
                                        },
                                        ArmDescription {
                                            pattern: "None",
                                            steps: &[
                                                StepDescription::Say(&["We are sold out."]),
                                                StepDescription::Hangup,
                                            ],
                                        },
                                    ],
                                },
                            ],
                            line: 11,
                        },
                        BranchDescription {
                            on: &[Trigger::Key('3')],
                            binding: None,
                            label: None,
                            steps: &[
                                StepDescription::Say(&["One moment."]),
                                StepDescription::Connect {
                                    state: 1,
                                    from: "+6568888888",
                                    to: &["till.clerk()"],
                                    rounds: 1,
                                },
                            ],
                            line: 15,
                        },
                        BranchDescription {
                            on: &[Trigger::Silence],
                            binding: None,
                            label: None,
                            steps: &[
                                StepDescription::Retry {
                                    attempts: 1,
                                    prompts: &["Press 1, 2 or 3."],
                                    otherwise: &[StepDescription::Say(&["Good bye."])],
                                },
                            ],
                            line: 19,
                        },
                    ],
                    line: 7,
                },
                StateDescription {
                    name: "clerk",
                    variant: "Clerk",
                    client_action_id: "clerk",
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
                            on: &[Trigger::Leg(::ivr_runtime::Outcome::Answered)],
                            binding: None,
                            label: None,
                            steps: &[StepDescription::Hangup],
                            line: 16,
                        },
                        BranchDescription {
                            on: &[Trigger::Other],
                            binding: None,
                            label: None,
                            steps: &[
                                StepDescription::Say(&["Nobody is here."]),
                                StepDescription::Enter {
                                    state: Some(0),
                                    by: EnterBy::Back,
                                },
                            ],
                            line: 17,
                        },
                    ],
                    line: 15,
                },
            ],
            start: 0,
            languages: &[],
            values: &[],
            ring: &[],
            fallbacks: &[
                BranchDescription {
                    on: &[Trigger::Other],
                    binding: None,
                    label: None,
                    steps: &[StepDescription::Say(&["That is no choice."])],
                    line: 22,
                },
            ],
            failure: &[
                StepDescription::Say(
                    &[
                        "We are sorry, we can't help you right now. Please call again later.",
                    ],
                ),
            ],
        }
    }
    fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
        Some(
            match id {
                "kiosk-welcome" | "hello" => Self::Welcome,
                "kiosk-welcome~1" | "hello~1" => Self::WelcomeAttempt1,
                "clerk" => Self::Clerk,
                _ => return None,
            },
        )
    }
    fn client_action_id(self) -> &'static str {
        match self {
            Self::Welcome => "kiosk-welcome",
            Self::WelcomeAttempt1 => "kiosk-welcome~1",
            Self::Clerk => "clerk",
        }
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
    #[allow(unused_variables)]
    async fn answer(
        lookup: KioskLookup,
        till: &Till,
        _call: &::ivr_runtime::Call,
        values: &mut ::ivr_runtime::__private::NoValues,
    ) -> ::core::result::Result<::ivr_runtime::Reply<Self>, ::ivr_runtime::Failure> {
        Ok(
            match lookup {
                KioskLookup::Welcome1 => {
                    match till.sell().await? {
                        Some(_) => Self::WELCOME_1_SOME,
                        None => Self::WELCOME_1_NONE,
                    }
                }
                KioskLookup::Welcome3 => {
                    ::ivr_runtime::Reply::rendered(
                        Some(Self::Clerk),
                        &[
                            r#"{"clientActionId":"clerk","callflow":[{"action":"say","params":{"text":"One moment.","voiceProfile":"en-US-BenjaminRUS","speed":1}},{"action":"makeCall","params":{"source":"+6568888888","destination":"#,
                            r#"}}]}"#,
                        ],
                        &[
                            ::ivr_runtime::PhoneNumber::phone_number(&(till.clerk()))
                                .as_str(),
                        ],
                    )
                }
            },
        )
    }
}
