//! Helpers for the server's tests: a tree, a running server and a raw HTTP client.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Each test binary uses only a part of this.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations
)]

pub mod tree;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ivr_runtime::Tree as _;
use ivr_runtime::carrier::Carrier as _;
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::server::{Config, Drained, Limits, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use tree::{Demo, Desk};

/// Limits that no test of a response can reach.
pub fn generous() -> Limits {
    Limits::default()
        .with_lookup(Duration::from_secs(60))
        .with_head(Duration::from_secs(60))
        .with_body(Duration::from_secs(60))
        .with_request(Duration::from_secs(60))
        .with_drain_pause(SHORT)
        .with_drain(Duration::from_secs(60))
}

/// So short that a test can wait for it.
pub const SHORT: Duration = Duration::from_millis(50);

/// A server on a free port of its own.
pub struct Running {
    pub address: SocketAddr,
    pub desk: Arc<Desk>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Drained>,
}

impl Running {
    pub async fn start(limits: Limits) -> Self {
        let desk = Arc::new(Desk::default());
        let config = Config::default()
            .with_listen(SocketAddr::from(([127, 0, 0, 1], 0)))
            .with_limits(limits);
        let server = Server::bind(config, Arc::clone(&desk)).await.unwrap();
        Self::run(server, desk)
    }

    /// Runs a server with this desk.
    pub fn run(server: Server<Demo>, desk: Arc<Desk>) -> Self {
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self {
            address,
            desk,
            stop,
            task,
        }
    }

    /// Starts a shutdown; the handle finishes when the shutdown is over.
    pub fn stop(self) -> JoinHandle<Drained> {
        self.stop.send(()).unwrap();
        self.task
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends one request on its own connection, and returns the connection to read the response from.
    pub async fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> TcpStream {
        let mut stream = self.connect().await;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\n{headers}content-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        stream
    }

    /// Sends one request on its own connection, and returns the response.
    pub async fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Response {
        Response::read(&mut self.send(method, path, headers, body).await).await
    }

    pub async fn post(&self, path: &str, body: &str) -> Response {
        let json = "content-type: application/json\r\n";
        self.request("POST", path, json, body.as_bytes()).await
    }

    /// Posts a call action with this payload, and returns the callflow of the response.
    pub async fn act(&self, payload: &Value) -> Value {
        let response = self.post("/vca_webhook", &event(payload)).await;
        assert_eq!(response.status, 200, "{payload}: {response:?}");
        response.json()
    }
}

/// The body of a call action with this payload.
pub fn event(payload: &Value) -> String {
    json!({"eventType": "CALL_ACTION", "payload": payload}).to_string()
}

/// The payload of a call action with keys pressed in a state.
pub fn at(state: &str, digits: &Value) -> Value {
    json!({"callStatus": "ACTION_COMPLETED", "clientActionId": state, "eventData": {"dtmf": digits}})
}

/// Posts a JSON body on its own connection.
pub async fn post(address: SocketAddr, path: &str, body: &str) -> Response {
    let length = body.len();
    send(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ),
    )
    .await
}

/// Gets a document on its own connection.
pub async fn get(address: SocketAddr, path: &str) -> Response {
    send(
        address,
        &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n"),
    )
    .await
}

async fn send(address: SocketAddr, request: &str) -> Response {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    Response::read(&mut stream).await
}

/// Waits until connections are refused.
pub async fn refused(address: SocketAddr) {
    support::within("connections are refused", async {
        while TcpStream::connect(address).await.is_ok() {}
    })
    .await;
}

/// An HTTP response, as read from the socket.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Response {
    pub async fn read(stream: &mut TcpStream) -> Self {
        support::within("a response", Self::whole(stream)).await
    }

    async fn whole(stream: &mut TcpStream) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a whole response head"));
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut response = Self {
            status,
            head,
            body: String::new(),
        };
        let length: usize = response
            .header("content-length")
            .map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        response.body = String::from_utf8(body).unwrap();
        response
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        let mut fields = lines.filter_map(|line| line.split_once(": "));
        fields.find_map(|(field, value)| (field == name).then_some(value))
    }

    pub fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{self:?}"
        );
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// The document that a reply is rendered to.
pub fn document(reply: &ivr_runtime::Reply<Demo>) -> Value {
    let written = EightByEight
        .write(reply.steps(), reply.next().map(Demo::client_action_id))
        .unwrap();
    serde_json::from_str(&written).unwrap()
}
