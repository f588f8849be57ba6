//! A call of any carrier through a server, from the first ring to the record.

use std::sync::Arc;

use super::deliver::{Postman, Registered, Webhooks};
use super::drive::{Drive, Plan};
use super::{Config, Gone, Record, Simulator, StartError};
use crate::carrier::Secret;
use crate::carrier::eight_by_eight::client::{Account, AccountError, ApiKey, Client, ClientError};
use crate::carrier::eight_by_eight::opening;
use crate::carrier::eight_by_eight::simulator::Session;
use crate::carrier::part::Part;
use crate::menu::reply::Step;
use crate::menu::{Direction, Msisdn};

/// A call that is to be made.
pub(crate) struct Order {
    /// The base URL of the server that answers.
    pub(crate) server: String,
    /// What the carrier and the server know.
    pub(crate) secret: Option<Secret>,
    pub(crate) direction: Direction,
    /// The person's number.
    pub(crate) person: Msisdn,
    /// Our number.
    pub(crate) number: Msisdn,
    /// What a person hears first whom the tree calls.
    pub(crate) first_prompt: &'static [Step],
    pub(crate) plan: Plan,
}

/// Why a call could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// There is no platform to call through.
    #[error(transparent)]
    Simulator(#[from] StartError),
    /// The platform refused the outbound call, or nothing can be sent at all.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The simulator's account is invalid.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The carrier would not take the request that places the call.
    #[error("the call can't be placed: {0}")]
    Opening(String),
    /// The call was lost.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// Nobody waits for somebody who does not answer: a person is told at once.
fn config() -> Config {
    Config {
        retries: Vec::new(),
        ..Config::default()
    }
}

/// A server of ours, whose webhooks are where it serves them.
struct Server {
    url: String,
    secret: Option<Secret>,
}

impl Webhooks for Server {
    fn registered(&self, webhook: &str) -> Option<Registered> {
        let secret = self.secret.as_ref();
        Some(Registered {
            url: format!("{}{webhook}", self.url.trim_end_matches('/')),
            secret: secret.map(|secret| secret.text().to_owned()),
        })
    }
}

/// Makes a call in which this part is played, at a carrier whose requests for calls are not.
pub(crate) async fn place_by(part: &'static dyn Part, order: Order) -> Result<Record, PlaceError> {
    let Order { person, number, .. } = order;
    let plan = order.plan;
    let (first, further) = (plan.first.clone(), plan.further.clone());
    let session = match order.direction {
        Direction::Inbound => Session::inbound(person.into(), number.into(), further, plan.pace),
        Direction::Outbound => {
            let opening = part.opening(order.first_prompt, &number, &person);
            let opening = opening.map_err(PlaceError::Opening)?;
            Session::outbound(opening, first, further, plan.pace)
        }
    };
    let config = config();
    let postman = Arc::new(Postman::new(&config)?);
    let server = Server {
        url: order.server,
        secret: order.secret,
    };
    let account = &config.sub_account_id;
    let drive = Drive::new(part, postman, Arc::new(server), account, session, plan);
    Ok(drive.run().await)
}

/// Makes a call at 8x8, whose API takes the request for one.
pub(crate) async fn place(order: Order) -> Result<Record, PlaceError> {
    let config = config();
    let account = Account::new(&config.sub_account_id, ApiKey::new("simulated")?);
    let platform = Simulator::start(config).await?;
    let secret = order.secret.as_ref().map(Secret::text);
    platform.register_server(&order.server, secret);
    let handle = match order.direction {
        Direction::Inbound => platform.inbound(order.person, order.number, order.plan),
        Direction::Outbound => {
            platform.expect(&order.person, order.plan);
            let client = Client::new(account.at(&platform.url()))?;
            let request = opening::request(order.first_prompt, &order.number, &order.person);
            let answer = client.send_callflow(&request).await?;
            let session = answer.session_id.unwrap_or_default();
            platform.call(&session).ok_or(Gone)?
        }
    };
    Ok(handle.finished().await?)
}
