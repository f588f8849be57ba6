//! The carriers, and what each can express.

/// The limits of a carrier. Common limits are checked where settings are resolved.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Its name in a tree's `carriers`.
    pub(crate) name: &'static str,
    /// Whether it supports a minimum number of keys, and asks again itself if there are too few.
    pub(crate) minimum: bool,
    /// Maximum length of a text, in characters when URL-encoded.
    pub(crate) encoded_text: Option<usize>,
    /// Maximum size of a reply, in bytes.
    pub(crate) reply: Option<usize>,
    /// Whether it supports `success_message`.
    pub(crate) success_message: bool,
    /// Whether it supports `record` on a transfer.
    pub(crate) record: bool,
    /// Whether its voices are `vendor:language:voice`.
    pub(crate) voices_name_a_vendor: bool,
}

/// All carriers. The first is the default.
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

/// jambonz: its verbs. Recording is set per application, or streamed to your own recorder.
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
