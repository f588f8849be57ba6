//! The baselines: bare hyper, and warp with minimal filters.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use tokio::net::TcpListener;
use warp::Filter as _;

/// As long as the restaurant's response.
const ANSWER: &str = r#"{"clientActionId":"reservations","callflow":[{"action":"sayAndCapture","params":{"promptMessage":"Press 1 to make a new reservation, press 2 to reschedule an existing reservation, press 3 to return to main menu.","voiceProfile":"en-US-BenjaminRUS","speed":1,"minDigits":1,"maxDigits":1,"digitTimeout":10000,"overallTimeout":10000,"completeOnHash":false,"noOfTries":2}}]}"#;

/// The minimum that a router has to read, borrowed from the body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    event_type: &'a str,
    #[serde(borrow)]
    payload: Payload<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    event_id: &'a str,
    session_id: &'a str,
    call_status: &'a str,
    client_action_id: Option<&'a str>,
    #[serde(borrow)]
    event_data: Option<EventData<'a>>,
}

#[derive(Deserialize)]
struct EventData<'a> {
    dtmf: Option<&'a str>,
}

/// Reads the body, and responds with fixed bytes.
pub(super) fn bare() {
    serve(service_fn(|request| one(request, |_| ANSWER)));
}

/// Parses the JSON body into borrowed fields, and responds with fixed bytes.
pub(super) fn serde() {
    serve(service_fn(|request| one(request, route)));
}

/// The same behind warp's filters for a path, a method and a limited body.
pub(super) fn warp() {
    let webhook = warp::path!("vca_webhook")
        .and(warp::post())
        .and(warp::body::content_length_limit(64 * 1024))
        .and(warp::body::bytes())
        .map(|body: Bytes| {
            let json = HeaderValue::from_static("application/json");
            warp::reply::with_header(route(&body), CONTENT_TYPE, json)
        });
    serve(TowerToHyperService::new(warp::service(webhook)));
}

/// The minimum that a router does with an event.
fn route(body: &[u8]) -> &'static str {
    let event: Event<'_> = serde_json::from_slice(body).expect("an event");
    let payload = event.payload;
    std::hint::black_box((
        event.event_type,
        payload.event_id,
        payload.session_id,
        payload.call_status,
    ));
    let key = payload.event_data.and_then(|data| data.dtmf);
    match (payload.client_action_id, key) {
        (Some("main_menu" | "reservations"), Some("1" | "2" | "3")) => ANSWER,
        _ => "{}",
    }
}

fn serve<S, B>(service: S)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + 'static,
    S::Error: std::error::Error + Send + Sync,
    B: Body<Data: Send, Error: std::error::Error + Send + Sync> + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime.expect("a runtime"), listen(service));
}

async fn listen<S, B>(service: S)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + 'static,
    S::Error: std::error::Error + Send + Sync,
    B: Body<Data: Send, Error: std::error::Error + Send + Sync> + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("a port"));
    loop {
        let (stream, _) = listener.accept().await.expect("connections");
        stream.set_nodelay(true).expect("TCP_NODELAY");
        let service = service.clone();
        tokio::task::spawn_local(async move {
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // Clients may disconnect at any time.
            let _ = connection.await;
        });
    }
}

async fn one(
    request: Request<Incoming>,
    answer: impl Fn(&[u8]) -> &'static str,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await;
    let body = body.expect("a body").to_bytes();
    let mut response = Response::new(Full::new(Bytes::from_static(answer(&body).as_bytes())));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}
