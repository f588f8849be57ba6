//! A running restaurant, and a simulated platform that calls it.

use std::net::SocketAddr;

use clap::{Args as _, FromArgMatches as _};
use ivr_runtime::Application;
use ivr_runtime::carrier::eight_by_eight::client::{Account, ApiKey, Client};
use ivr_runtime::carrier::eight_by_eight::opening;
use ivr_runtime::carrier::eight_by_eight::simulator::{
    self, CallHandle, Move, Plan, Record, Simulator, check_answer,
};
use ivr_runtime::server::{Access, Config, Drained, Limits, Server};
use ivr_runtime::store::{Database, Store};
use ivr_runtime::{Direction, Msisdn, Tree, journal};
use tests::restaurant::Restaurant;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::openapi;

type Desk = <Restaurant as Tree>::Context;

/// The restaurant's own number.
pub fn restaurant() -> Msisdn {
    "+6568888888".parse().unwrap()
}

/// The number of a caller.
pub fn caller(number: usize) -> Msisdn {
    format!("+65{:08}", 90_000_000 + number).parse().unwrap()
}

/// A caller's moves, in the format of `phone --keys`.
pub fn moves(keys: &str) -> Vec<Move> {
    let keys = keys.split(',').filter(|text| !text.is_empty());
    keys.map(|text| text.parse().unwrap()).collect()
}

/// An empty database in memory.
pub async fn store() -> Store {
    let migrations: Vec<_> = [journal::MIGRATIONS]
        .into_iter()
        .chain(Desk::TABLES)
        .collect();
    Store::open(&Database::Memory, &migrations).await.unwrap()
}

/// The restaurant's desk.
pub async fn desk(store: &Store, tables: u32) -> Desk {
    let options = <Desk as Application>::Options::augment_args(clap::Command::new("desk"));
    let tables = format!("--tables={tables}");
    let options = options.get_matches_from(["desk", &tables]);
    let options = <Desk as Application>::Options::from_arg_matches(&options).unwrap();
    Desk::open(options, store.clone()).await.unwrap()
}

/// A server of the restaurant's tree, on its own port.
pub struct Serving {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Drained>,
}

impl Serving {
    pub async fn start(address: SocketAddr, store: &Store, tables: u32) -> Self {
        let desk = desk(store, tables).await;
        let config = Config::default()
            .with_listen(address)
            .with_access(Access::default().with_secrets(vec![SECRET.parse().unwrap()]))
            .with_limits(
                Limits::default()
                    .with_lookup(LONG)
                    .with_request(LONG)
                    .with_head(LONG)
                    .with_body(LONG),
            );
        let server = Server::<Restaurant>::bind(config, desk).await.unwrap();
        let server = server.with_store(store.clone());
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop,
            task,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        let _ = self.task.await.unwrap();
    }
}

/// The platform's `Authorization` header, without which no event is accepted.
const SECRET: &str = "Bearer end-to-end";

/// A lookup deadline that no test reaches, however busy the machine.
const LONG: std::time::Duration = std::time::Duration::from_secs(60);

pub struct World {
    pub platform: Simulator,
    pub client: Client,
    pub serving: Serving,
    pub store: Store,
}

impl World {
    pub async fn start(tables: u32) -> Self {
        let store = store().await;
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let serving = Serving::start(any, &store, tables).await;
        let config = simulator::Config::default()
            .with_api_key(Some(ApiKey::new("secret-key").unwrap()))
            .with_answer_timeout(LONG);
        let account = Account::new(&config.sub_account_id, ApiKey::new("secret-key").unwrap());
        let platform = Simulator::start(config).await.unwrap();
        let (vca, vss) = (serving.url("vca_webhook"), serving.url("vss_webhook"));
        platform.register_vca(&vca, Some(SECRET));
        platform.register_vss(&vss, Some(SECRET));
        let client = Client::new(account.at(&platform.url())).unwrap();
        Self {
            platform,
            client,
            serving,
            store,
        }
    }

    /// Starts a call with a person, in this direction.
    pub async fn begin(&self, direction: Direction, person: &Msisdn, plan: Plan) -> CallHandle {
        match direction {
            Direction::Inbound => self.platform.inbound(person.clone(), restaurant(), plan),
            Direction::Outbound => {
                self.platform.expect(person, plan);
                let request = opening::<Restaurant>(&restaurant(), person);
                openapi::check_request(&serde_json::to_value(&request).unwrap());
                let answer = self.client.send_callflow(&request).await.unwrap();
                self.platform.call(&answer.session_id.unwrap()).unwrap()
            }
        }
    }

    /// Makes a whole call, and validates everything that was said in it.
    pub async fn call(&self, direction: Direction, person: &Msisdn, plan: Plan) -> Record {
        let call = self.begin(direction, person, plan).await;
        let record = call.finished().await.unwrap();
        validate(&record);
        record
    }

    /// Makes an inbound call.
    pub async fn inbound(&self, person: usize, keys: &str) -> Record {
        let plan = Plan::scripted(moves(keys));
        self.call(Direction::Inbound, &caller(person), plan).await
    }
}

/// Validates every callflow of a call, with our own validator and with the vendor's document.
pub fn validate(record: &Record) {
    for answer in record.answers() {
        check_answer(answer.as_bytes()).unwrap_or_else(|error| panic!("{error}: {answer}"));
        openapi::check_callflow(&serde_json::from_str(answer).unwrap());
    }
    let told = record.deliveries.last().unwrap();
    assert!(
        told.event.contains("SESSION_SUMMARY") || told.event_id.is_some(),
        "{told:?}"
    );
    let summaries = record
        .deliveries
        .iter()
        .filter(|d| d.event_id.is_none() && d.used);
    assert_eq!(summaries.count(), 1, "one summary is taken: {record:?}");
}

/// The last text that the caller heard.
pub fn last_heard(record: &Record) -> &str {
    record.heard().last().unwrap_or_default()
}
