//! Tests a line that registers, with a registrar made of the same SIP stack.

use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, StatusCode};
use rsipstack::transaction::transaction::Transaction;

use super::super::access::{Door, Refusal};
use super::*;

/// A registrar that checks a name and a password.
struct Registrar {
    phone: Phone,
    door: Door,
}

/// What a registration contained.
#[derive(Debug, PartialEq)]
struct Registered {
    contact: String,
    seconds: u32,
}

impl Registrar {
    async fn open() -> Self {
        let callers = Callers {
            phones: vec!["shop:wonderland".parse().unwrap()],
            ..Callers::default()
        };
        Self {
            phone: Phone::on("127.0.0.1").await,
            door: Door::new(callers, "127.0.0.1:0".parse().unwrap()).unwrap(),
        }
    }

    fn as_trunk(&self, password: &str) -> Trunk {
        let trunk = self.phone.contact().to_string();
        let account = format!("sip:shop:{password}@");
        trunk.replace("sip:", &account).parse().unwrap()
    }

    async fn is_asked(&mut self) -> Transaction {
        let transaction = self.phone.is_asked().await;
        assert_eq!(transaction.original.method, Method::Register);
        transaction
    }

    /// Refuses the next registration.
    async fn refuses(&mut self, status: StatusCode) {
        let mut transaction = self.is_asked().await;
        transaction
            .reply_with(status, Vec::new(), None)
            .await
            .unwrap();
    }

    /// Accepts the next registration with the right password, for this number of seconds.
    async fn registers(&mut self, seconds: u32) -> Registered {
        let here = "127.0.0.1".parse().unwrap();
        loop {
            let mut transaction = self.is_asked().await;
            match self.door.admits(&transaction.original, here) {
                Ok(()) => {
                    let contact = transaction.original.contact_header().unwrap();
                    let contact = contact.value().to_owned();
                    let asked = transaction.original.expires_header().unwrap();
                    let asked = asked.value().parse().unwrap();
                    let granted = format!("{contact};expires={seconds}");
                    let granted = vec![Header::Contact(granted.as_str().into())];
                    transaction
                        .reply_with(StatusCode::OK, granted, None)
                        .await
                        .unwrap();
                    return Registered {
                        contact: contact.trim_matches(['<', '>']).to_owned(),
                        seconds: asked,
                    };
                }
                Err(Refusal::Challenge(header)) => {
                    let headers = vec![*header];
                    let status = StatusCode::Unauthorized;
                    transaction.reply_with(status, headers, None).await.unwrap();
                }
                Err(refusal) => panic!("{refusal:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_line_is_registered_again_before_that_ends_and_after_a_failure() {
    let test = async {
        let mut registrar = Registrar::open().await;
        let shop = Shop::open(Config {
            trunk: Some(registrar.as_trunk("wonderland")),
            register: true,
            ..config()
        })
        .await;
        let first = registrar.registers(1).await;
        let expected = Registered {
            contact: shop.uri.replace("menu@", "shop@"),
            seconds: 120,
        };
        assert_eq!(first, expected);
        assert_eq!(registrar.registers(1).await, expected);
        registrar.refuses(StatusCode::ServiceUnavailable).await;
        assert_eq!(registrar.registers(120).await, expected);
        // The trunk calls the registered address.
        let caller = Phone::on("127.0.0.1").await;
        let mut call = caller.calls(&first.contact).await.unwrap();
        assert!(call.hears_sound().await);
        call.hangs_up().await;
        shop.is_empty().await;
        let (left, ()) = tokio::join!(registrar.registers(0), shop.close());
        assert_eq!(left.seconds, 0);
    };
    within("the calls", test).await;
}

#[tokio::test]
async fn only_who_has_an_account_registers() {
    let trunk = Some("sip:192.0.2.9".parse().unwrap());
    let refused = Line::bind(Config {
        trunk,
        register: true,
        ..config()
    });
    let refused = refused.await.unwrap_err();
    assert!(matches!(refused, LineError::Account), "{refused}");
}
