//! Tests of programs built without a database engine.

use ivr_runtime::store::{Database, Store, StoreError};

#[cfg(not(feature = "postgres"))]
#[test]
fn the_url_of_a_postgresql_is_refused_with_what_to_do() {
    let refused = "postgres://ann:secret@db.lan/calls".parse::<Database>();
    let said = refused.unwrap_err().to_string();
    assert_eq!(
        said,
        "this program was built without PostgreSQL; build it with the feature `postgres` of \
         `ivr-runtime`, or name the file of a SQLite database"
    );
}

#[cfg(not(feature = "sqlite"))]
#[tokio::test]
async fn a_file_is_refused_with_what_to_do() {
    for place in [Database::Memory, Database::File("ivr.sqlite".into())] {
        let error = Store::open(&place, &[]).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error:?}");
        assert_eq!(
            error.to_string(),
            "this program was built without SQLite; build it with the feature `sqlite` of \
             `ivr-runtime`, or use PostgreSQL: postgres://USER:PASSWORD@HOST/NAME"
        );
    }
    assert!(!std::path::Path::new("ivr.sqlite").exists());
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_database_in_memory_needs_sqlite_alone() {
    let store = Store::open(&Database::Memory, &[]).await.unwrap();
    store.read().await.unwrap();
}

/// Handles are shared between tasks, and errors are stored in a `Box<dyn Error + Send + Sync>`.
#[test]
fn what_is_shared_between_tasks_can_be() {
    fn shared<T: Send + Sync + 'static>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}

    shared::<Store>();
    shared::<Database>();
    shared::<ivr_runtime::journal::Journal>();
    shared::<ivr_runtime::engine::values::Sealer>();
    shared::<ivr_runtime::server::Config>();
    shared::<ivr_runtime::Call>();
    shared::<ivr_runtime::Clock>();
    shared::<ivr_runtime::Hours>();
    shared::<ivr_runtime::Msisdn>();
    shared::<ivr_runtime::Failure>();
    error::<StoreError>();
    error::<ivr_runtime::store::DatabaseError>();
    error::<ivr_runtime::server::BindError>();
    error::<ivr_runtime::MsisdnError>();
    error::<ivr_runtime::DigitsError>();
}

#[cfg(feature = "client")]
#[test]
fn what_talks_to_the_platform_can_be_shared_too() {
    fn shared<T: Send + Sync + 'static>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}

    shared::<ivr_runtime::carrier::eight_by_eight::client::Client>();
    shared::<ivr_runtime::carrier::eight_by_eight::client::Account>();
    shared::<ivr_runtime::carrier::eight_by_eight::simulator::Simulator>();
    shared::<ivr_runtime::carrier::eight_by_eight::simulator::CallHandle>();
    error::<ivr_runtime::carrier::eight_by_eight::client::ClientError>();
    error::<ivr_runtime::carrier::eight_by_eight::client::AccountError>();
    error::<ivr_runtime::phone::PhoneError>();
    error::<ivr_runtime::carrier::eight_by_eight::simulator::StartError>();
}
