//! Tests of the client against the simulated platform's API.

use std::time::Duration;

use ivr_runtime::carrier::eight_by_eight::client::{Account, ApiKey, Client, ClientError, Refusal};
use ivr_runtime::carrier::eight_by_eight::opening;
use ivr_runtime::carrier::eight_by_eight::simulator::{Config, Plan, Simulator};
use ivr_runtime::carrier::eight_by_eight::wire::send::StatusCode;
use ivr_runtime::carrier::eight_by_eight::wire::webhook::{WebhookRegistration, WebhookType};
use tests::restaurant::Restaurant;

use super::openapi;
use super::world::{caller, restaurant};

async fn start() -> (Simulator, Client) {
    let platform = Simulator::start(Config::default()).await.unwrap();
    let client = client(&platform, "simulator", "any-key");
    (platform, client)
}

fn client(platform: &Simulator, account: &str, key: &str) -> Client {
    let account = Account::new(account, ApiKey::new(key).unwrap());
    Client::new(account.at(&platform.url())).unwrap()
}

fn vca(url: &str) -> WebhookRegistration {
    WebhookRegistration {
        kind: WebhookType::Vca,
        url: url.to_owned(),
        http_auth_header: Some("Bearer hunter2".to_owned()),
        enabled: true,
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Refusal {
    match result {
        Err(ClientError::Refused(refusal)) => *refusal,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn webhooks_are_set_listed_and_deleted() {
    let (_platform, client) = start().await;
    assert_eq!(client.webhooks().await.unwrap().webhooks, []);
    let webhook = vca("https://menu.example.com/vca_webhook");
    openapi::check_webhook(&serde_json::to_value(&webhook).unwrap());
    let list = client.set_webhook(&webhook).await.unwrap();
    assert_eq!(list.count, Some(1));
    let list = client
        .set_webhook(&vca("https://other.example.com/"))
        .await
        .unwrap();
    assert_eq!(list.webhooks[0].url, "https://other.example.com/");
    assert_eq!(list.webhooks[0].http_auth_header_available, Some(true));
    client.delete_webhook(&WebhookType::Vca).await.unwrap();
    let gone = refusal(client.delete_webhook(&WebhookType::Vca).await);
    assert_eq!(gone.http_status, 404);
    let odd = WebhookRegistration {
        kind: WebhookType::from("VXX"),
        ..vca("https://h/")
    };
    let odd = refusal(client.set_webhook(&odd).await);
    assert_eq!(
        (odd.http_status, odd.status_code.map(StatusCode::code)),
        (422, Some(1001))
    );
}

pub(crate) async fn voices_are_listed() {
    let (_platform, client) = start().await;
    let voices = client.speech_profiles().await.unwrap().speech_profiles;
    assert!(
        voices
            .iter()
            .any(|voice| voice.speech_profile_code == "en-US-BenjaminRUS")
    );
}

pub(crate) async fn a_wrong_api_key_is_refused() {
    let config = Config::default().with_api_key(Some(ApiKey::new("right").unwrap()));
    let platform = Simulator::start(config).await.unwrap();
    let wrong_key = refusal(client(&platform, "simulator", "wrong").webhooks().await);
    assert_eq!(wrong_key.http_status, 401);
    let wrong_name = refusal(client(&platform, "somebody", "right").webhooks().await);
    assert_eq!(wrong_name.http_status, 404);
    assert!(wrong_name.message.unwrap().contains("somebody"));
    assert!(
        client(&platform, "simulator", "right")
            .webhooks()
            .await
            .is_ok()
    );
}

pub(crate) async fn a_call_needs_a_webhook_and_an_allowed_number() {
    let config = Config::default().with_caller_ids([restaurant()]);
    let platform = Simulator::start(config).await.unwrap();
    let client = client(&platform, "simulator", "any-key");
    let request = opening::<Restaurant>(&restaurant(), &caller(1));
    let refused = refusal(client.send_callflow(&request).await);
    assert_eq!(
        (refused.http_status, refused.status_code),
        (422, Some(StatusCode::NoCallbackUrl))
    );
    client
        .set_webhook(&vca("http://127.0.0.1:9/vca_webhook"))
        .await
        .unwrap();
    let stranger = opening::<Restaurant>(&caller(2), &caller(1));
    let refused = refusal(client.send_callflow(&stranger).await);
    assert_eq!(refused.status_code, Some(StatusCode::CallerIdNotAllowed));
    let mut late = request.clone();
    late.valid_until = Some("2020-01-01T00:00:00.000Z".to_owned());
    let refused = refusal(client.send_callflow(&late).await);
    assert_eq!(refused.status_code, Some(StatusCode::Expired));
    platform.expect(&caller(1), Plan::scripted([]));
    assert!(
        client
            .send_callflow(&request)
            .await
            .unwrap()
            .session_id
            .is_some()
    );
}

pub(crate) async fn only_idempotent_requests_are_retried_after_429() {
    let (platform, client) = start().await;
    platform.register_vca("http://127.0.0.1:9/vca_webhook", None);
    platform.refuse_next(429, Some(0));
    platform.refuse_next(429, Some(0));
    assert!(client.webhooks().await.is_ok());
    // A wait that is too long, or not given, is the caller's decision.
    platform.refuse_next(429, Some(3600));
    let long = refusal(client.webhooks().await);
    assert_eq!(long.retry_after, Some(Duration::from_secs(3600)));
    platform.refuse_next(429, None);
    assert_eq!(refusal(client.webhooks().await).http_status, 429);
    // A call is placed only once: the server would have answered a second request.
    platform.refuse_next(429, Some(0));
    let request = opening::<Restaurant>(&restaurant(), &caller(1));
    let refused = refusal(client.send_callflow(&request).await);
    assert_eq!(
        (refused.http_status, refused.retry_after),
        (429, Some(Duration::ZERO))
    );
    assert!(
        refused.to_string().contains("nothing was done"),
        "{refused}"
    );
    assert!(client.send_callflow(&request).await.is_ok());
}

pub(crate) async fn an_unreachable_platform_is_reported_as_nothing_sent() {
    let account = Account::new("simulator", ApiKey::new("secret-key").unwrap());
    let client = Client::new(account.at("http://127.0.0.1:9")).unwrap();
    let request = opening::<Restaurant>(&restaurant(), &caller(1));
    let error = client.send_callflow(&request).await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("Nothing was sent"), "{error}");
    assert!(!format!("{error:?}").contains("secret-key"));
}
