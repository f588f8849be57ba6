//! Voices: `GET /api/v1/subaccounts/{subAccountId}/speech-profiles`
//! (8x8 Voice, API reference).

use serde::{Deserialize, Serialize};

/// The voices that an account may speak with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpeechProfiles {
    /// The voices.
    #[serde(default)]
    pub speech_profiles: Vec<SpeechProfile>,
}

/// One voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpeechProfile {
    /// What `voiceProfile` names: `en-US-BenjaminRUS`.
    pub speech_profile_code: String,
    /// Its language and country: `en-US`.
    #[serde(default)]
    pub locale_code: Option<String>,
    /// The same in words.
    #[serde(default)]
    pub locale_description: Option<String>,
    /// `F` or `M`.
    #[serde(default)]
    pub gender: Option<String>,
}
