//! The platforms that calls come from, and what each can say.

/// What a carrier lacks. What all of them have in common is checked where it is read.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Its name in a tree's `carriers`.
    pub(crate) name: &'static str,
    /// Whether it can say something once enough keys are pressed: `success_message`.
    pub(crate) success_message: bool,
}

/// Every carrier that a tree can name. A tree that names none has the first.
pub(crate) const ALL: &[Limits] = &[EIGHT_BY_EIGHT, TWILIO];

/// Twilio Programmable Voice: TwiML.
const TWILIO: Limits = Limits {
    name: "twilio",
    success_message: false,
};

/// 8x8 Voice: the vendor's guides and OpenAPI document.
const EIGHT_BY_EIGHT: Limits = Limits {
    name: "eight_by_eight",
    success_message: true,
};
