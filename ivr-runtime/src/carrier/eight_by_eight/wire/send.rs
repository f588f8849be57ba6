//! The request that places a call, and its answer: `POST /api/v1/subaccounts/{subAccountId}/callflows`
//! (8x8 Voice, Send Callflow; Voice Status Codes).

use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::callflow::Action;
use super::open_enum::open_enum;

/// The request that places a call: a callflow that starts with `makeCall`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendCallflow {
    /// The time after which the call must not be placed any more: `YYYY-MM-DDTHH:MM:SS.SSSZ`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// The actions of the call. The first one is `makeCall`, of which there are at most two.
    pub callflow: Vec<Action>,
}

/// The platform's answer, the same for success and refusal.
///
/// A refusal may have HTTP status 200, so check [`status_code`](Self::status_code).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendCallflowAnswer {
    /// The id of the session, which every later event carries; absent in a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Whether a session was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_status: Option<SessionCreation>,
    /// The id of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_flow_request_id: Option<String>,
    /// The result of the request; [`StatusCode::Created`] for success.
    pub status_code: StatusCode,
    /// The same in words, such as `$.callflow[0].params.text: is missing but it is required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// The time after which the call is not placed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

open_enum! {
    /// Whether a request created a session: `sessionStatus`.
    pub enum SessionCreation {
        /// The call is being placed.
        Created = "CREATED",
        /// The request was refused.
        NotCreated = "NOT_CREATED",
    }
}

macro_rules! status_codes {
    ($( $variant:ident = $code:literal, $meaning:literal; )+) => {
        /// The result of a request that places a call (8x8 Voice, Voice Status Codes).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum StatusCode {
            $( #[doc = concat!("`", stringify!($code), "`: ", $meaning, ".")] $variant, )+
            /// A code that this version does not know.
            Unknown(i64),
        }

        impl StatusCode {
            /// Every code that is documented.
            pub const DOCUMENTED: &'static [Self] = &[$( Self::$variant ),+];

            /// The code as the platform sends it: 1 for success, negative for a refusal.
            pub const fn code(self) -> i64 {
                match self {
                    $( Self::$variant => $code, )+
                    Self::Unknown(code) => code,
                }
            }

            /// What it means, as a clause of a sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $( Self::$variant => $meaning, )+
                    Self::Unknown(_) => "a status code that is not documented",
                }
            }
        }

        impl From<i64> for StatusCode {
            fn from(code: i64) -> Self {
                match code {
                    $( $code => Self::$variant, )+
                    other => Self::Unknown(other),
                }
            }
        }
    };
}

status_codes! {
    Created = 1, "the session was created";
    InvalidJson = -1001, "the request body is not valid JSON";
    InvalidSpeechProfile = -1002, "the speech profile or the language is not valid";
    MaxDigitsRequired = -1003, "`minDigits` needs a valid `maxDigits`";
    NoCallbackUrl = -1004, "no URL is registered for call actions (the VCA webhook)";
    OverallTimeoutRequired = -1005, "`digitTimeout` needs a valid `overallTimeout`";
    OverallTimeoutTooShort = -1006, "`overallTimeout` is shorter than `digitTimeout`";
    InvalidAction = -1007, "an action is of no known type";
    MaxDigitsRequiredWithoutHash = -1008, "`completeOnHash: false` needs a valid `maxDigits`";
    InvalidCallflow = -1009, "an entry of the callflow is not valid";
    TooManyActions = -1010, "an action occurs more often than is allowed";
    ManyDestinations = -1011, "there is more than one destination";
    MisplacedHangup = -1012, "`hangup` is used where it may not be";
    FirstActionNotMakeCall = -1013, "the first action is not `makeCall`";
    CallerIdNotAllowed = -1014, "the source may not be used as a caller ID";
    Expired = -1015, "the time in `validUntil` is over";
    InvalidCharacters = -1016, "a text holds special characters that are not allowed";
    InvalidDestination = -1017, "the destination is not a phone number in international format";
    ScenarioMisuse1018 = -1018, "a scenario is used in a way that it may not be";
    ScenarioMisuse1019 = -1019, "a scenario is used in a way that it may not be";
    ScenarioMisuse1020 = -1020, "a scenario is used in a way that it may not be";
    UnknownError = -9999, "the platform failed for a reason that it does not name";
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning(), self.code())
    }
}

impl Serialize for StatusCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.code())
    }
}

impl<'de> Deserialize<'de> for StatusCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A number, with or without quotation marks.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Code<'a> {
            Number(i64),
            Quoted(#[serde(borrow)] Cow<'a, str>),
        }

        match Code::deserialize(deserializer)? {
            Code::Number(code) => Ok(code.into()),
            Code::Quoted(text) => text
                .trim()
                .parse::<i64>()
                .map(Self::from)
                .map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::carrier::eight_by_eight::wire::callflow::MakeCall;

    #[test]
    fn a_request_is_written_as_the_tutorial_writes_it() {
        let request = SendCallflow {
            valid_until: None,
            callflow: vec![
                Action::MakeCall(MakeCall {
                    source: "+6568888888".to_owned(),
                    destination: "+6598888888".to_owned(),
                    call_recording: None,
                }),
                Action::Hangup,
            ],
        };
        let written = json!({"callflow": [
            {"action": "makeCall", "params": {"source": "+6568888888", "destination": "+6598888888"}},
            {"action": "hangup"},
        ]});
        assert_eq!(serde_json::to_value(request).unwrap(), written);
    }

    #[test]
    fn both_kinds_of_answer_round_trip() {
        for (answer, code, creation) in [
            (
                json!({"sessionId": "s", "sessionStatus": "CREATED", "callFlowRequestId": "r",
                    "validUntil": "2024-07-01T05:50:23.550Z", "statusCode": 1, "statusMessage": "Created"}),
                StatusCode::Created,
                SessionCreation::Created,
            ),
            (
                json!({"sessionStatus": "NOT_CREATED", "callFlowRequestId": "r", "statusCode": -1007,
                    "statusMessage": "$.callflow[0].action should be one of: say"}),
                StatusCode::InvalidAction,
                SessionCreation::NotCreated,
            ),
        ] {
            let read: SendCallflowAnswer = serde_json::from_value(answer.clone()).unwrap();
            assert_eq!(read.status_code, code);
            assert_eq!(read.session_status, Some(creation));
            assert_eq!(serde_json::to_value(read).unwrap(), answer);
        }
    }

    #[test]
    fn every_code_round_trips_and_an_unknown_one_is_kept() {
        for known in StatusCode::DOCUMENTED {
            assert_eq!(StatusCode::from(known.code()), *known);
        }
        assert_eq!(
            serde_json::from_str::<StatusCode>(r#""-1007""#).unwrap(),
            StatusCode::InvalidAction
        );
        for nonsense in [r#""created""#, r#""""#, "[]", "1.5"] {
            assert!(
                serde_json::from_str::<StatusCode>(nonsense).is_err(),
                "{nonsense}"
            );
        }
        assert_eq!(StatusCode::from(401), StatusCode::Unknown(401));
        assert_eq!(StatusCode::Unknown(401).code(), 401);
        let shown = StatusCode::Expired.to_string();
        assert_eq!(shown, "the time in `validUntil` is over (-1015)");
    }
}
