//! The platforms that calls come from, and what each can say.

/// What a carrier lacks. What all of them have in common is checked where it is read.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Its name in a tree's `carriers`.
    pub(crate) name: &'static str,
    /// Whether it knows a minimum of keys, and asks again by itself for what is missing.
    pub(crate) minimum: bool,
    /// The maximum number of characters of a text that is URL-encoded.
    pub(crate) encoded_text: Option<usize>,
    /// The maximum number of bytes of a reply.
    pub(crate) reply: Option<usize>,
    /// Whether it can say something once enough keys are pressed: `success_message`.
    pub(crate) success_message: bool,
    /// Whether it records a transfer because it is told to: `record`.
    pub(crate) record: bool,
    /// Whether its voices are `vendor:language:voice`.
    pub(crate) voices_name_a_vendor: bool,
}

/// Every carrier that a tree can name. A tree that names none has the first.
pub(crate) const ALL: &[Limits] = &[EIGHT_BY_EIGHT, TWILIO, JAMBONZ];

/// Twilio Programmable Voice: TwiML.
const TWILIO: Limits = Limits {
    name: "twilio",
    minimum: false,
    // Errors 13521 and 11750.
    encoded_text: Some(4_500),
    reply: Some(64 * 1_024),
    success_message: false,
    record: true,
    voices_name_a_vendor: false,
};

/// jambonz: its verbs. What it records is set by application, or sent to a recorder of one's own.
const JAMBONZ: Limits = Limits {
    name: "jambonz",
    minimum: true,
    encoded_text: None,
    reply: None,
    success_message: false,
    record: false,
    voices_name_a_vendor: true,
};

/// 8x8 Voice: the vendor's guides and OpenAPI document.
const EIGHT_BY_EIGHT: Limits = Limits {
    name: "eight_by_eight",
    minimum: true,
    encoded_text: None,
    reply: None,
    success_message: true,
    record: true,
    voices_name_a_vendor: false,
};
