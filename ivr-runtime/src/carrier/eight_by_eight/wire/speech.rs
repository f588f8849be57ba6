//! The list of voices: `GET /api/v1/subaccounts/{subAccountId}/speech-profiles`
//! (8x8 Voice, API reference).

use serde::{Deserialize, Serialize};

/// The voices that an account may use: the response of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpeechProfiles {
    /// The voices, in the platform's order.
    #[serde(default)]
    pub speech_profiles: Vec<SpeechProfile>,
}

/// A voice of the platform, and its language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpeechProfile {
    /// The value for `voiceProfile`, and for `voice` in a tree: `en-US-BenjaminRUS`.
    pub speech_profile_code: String,
    /// Its language and country: `en-US`.
    #[serde(default)]
    pub locale_code: Option<String>,
    /// The language and country in words.
    #[serde(default)]
    pub locale_description: Option<String>,
    /// The gender of the voice: `F` or `M`.
    #[serde(default)]
    pub gender: Option<String>,
}
