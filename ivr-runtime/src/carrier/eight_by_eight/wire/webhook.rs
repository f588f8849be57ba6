//! The registration of webhooks: `/api/v1/subaccounts/{subAccountId}/webhooks` (8x8 Voice, Webhook Setup Guide).

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::open_enum::open_enum;

open_enum! {
    /// The purpose of a webhook: its `type`.
    pub enum WebhookType {
        /// Voice Call Action: asks what a call does next.
        Vca = "VCA",
        /// Voice Session Summary: reports how a session ended.
        Vss = "VSS",
        /// Voice Call Status: reports the status of a leg.
        Vcs = "VCS",
        /// Voice Recording Uploaded: reports a recording. Not used by this crate.
        Vru = "VRU",
        /// Virtual Number Updated: reports a change of a number. Not used by this crate.
        Vnu = "VNU",
    }
}

/// The request that registers a webhook (`POST`), replacing one of the same type.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookRegistration {
    /// The type of the webhook.
    #[serde(rename = "type")]
    pub kind: WebhookType,
    /// The URL that the platform posts to.
    pub url: String,
    /// The `Authorization` header for the platform to send. `Debug` hides it.
    #[serde(default)]
    pub http_auth_header: Option<String>,
    /// Whether it is enabled.
    #[serde(alias = "active")]
    pub enabled: bool,
}

// By hand: the guide names the switch `active` and the OpenAPI document `enabled`, so both are sent.
impl Serialize for WebhookRegistration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = if self.http_auth_header.is_some() {
            5
        } else {
            4
        };
        let mut object = serializer.serialize_struct("WebhookRegistration", fields)?;
        object.serialize_field("type", &self.kind)?;
        object.serialize_field("url", &self.url)?;
        if let Some(header) = &self.http_auth_header {
            object.serialize_field("httpAuthHeader", header)?;
        }
        object.serialize_field("enabled", &self.enabled)?;
        object.serialize_field("active", &self.enabled)?;
        object.end()
    }
}

impl fmt::Debug for WebhookRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.http_auth_header.as_ref().map(|_| "***");
        f.debug_struct("WebhookRegistration")
            .field("kind", &self.kind)
            .field("url", &self.url)
            .field("http_auth_header", &secret)
            .field("enabled", &self.enabled)
            .finish()
    }
}

/// The registered webhooks of an account: the response to `GET` and `POST`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookList {
    /// The account's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_account_id: Option<String>,
    /// The number of webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The webhooks.
    #[serde(default)]
    pub webhooks: Vec<Webhook>,
    /// The result: 0 for success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<i64>,
    /// The result in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
}

/// A webhook as the platform lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The type of the webhook.
    #[serde(rename = "type")]
    pub kind: WebhookType,
    /// The URL that the platform posts to.
    pub url: String,
    /// Whether it is enabled.
    #[serde(default, alias = "active", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether an `Authorization` header is sent with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_auth_header_available: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_registration_says_it_in_both_ways_and_keeps_its_secret() {
        let registration = WebhookRegistration {
            kind: WebhookType::Vca,
            url: "https://example.com/vca_webhook".to_owned(),
            http_auth_header: Some("Bearer hunter2".to_owned()),
            enabled: true,
        };
        let written = serde_json::to_value(&registration).unwrap();
        assert_eq!(
            written,
            json!({"type": "VCA", "url": "https://example.com/vca_webhook",
                "httpAuthHeader": "Bearer hunter2", "enabled": true, "active": true})
        );
        assert!(!format!("{registration:?}").contains("hunter2"));
    }

    #[test]
    fn the_vendors_list_is_read() {
        let list = json!({"subAccountId": "XXXX", "count": 2, "statusCode": 0, "statusMessage": "ok", "webhooks": [
            {"type": "VCA", "url": "https://sample.com/test", "enabled": true, "httpAuthHeaderAvailable": true},
            {"type": "VXX", "url": "https://sample.com/new"},
        ]});
        let read: WebhookList = serde_json::from_value(list.clone()).unwrap();
        assert_eq!(read.webhooks[0].kind, WebhookType::Vca);
        assert_eq!(serde_json::to_value(read).unwrap(), list);
    }
}
