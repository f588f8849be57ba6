//! Tests of TLS to PostgreSQL, with verification of its certificate.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use support::Outcome;
use support::process::output;

use super::server::{Server, listed, press, program};
use support::cluster::Cluster;

/// The self-signed certificate for `localhost`; how it was made is noted beside it.
fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../ivr-runtime/tests/tls")
        .join(name)
}

/// The error of a listing that can't reach the database.
fn refused(folder: &Path, url: &str) -> String {
    let mut bookings = program();
    bookings.args(["bookings", "--database", url]);
    let output = output(bookings.current_dir(folder), b"");
    assert_eq!(output.status.code(), Some(1), "{url}");
    String::from_utf8(output.stderr).unwrap()
}

pub(crate) fn tls_to_postgres_is_had_where_it_is_asked_for_and_never_with_a_stranger() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    let data = postgres.data();
    for name in ["certificate.pem", "key.pem"] {
        let copy = data.join(name);
        fs::copy(made(name), &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(postgres.own(&copy));
    }
    let with_tls = "-c ssl=on -c ssl_cert_file=certificate.pem -c ssl_key_file=key.pem";
    postgres.start(with_tls);
    let own = made("certificate.pem");
    let own = own.to_str().unwrap();

    // If TLS is only preferred, any server will do, with or without it.
    let asked = postgres.url("localhost");
    assert_eq!(
        listed(folder.path(), &["bookings", "--database", &asked]),
        serde_json::json!([])
    );
    let insisted = refused(folder.path(), &format!("{asked}?sslmode=require"));
    assert!(insisted.contains("certificate"), "{insisted}");

    // From here on, the server refuses connections without TLS.
    postgres.stop();
    fs::write(data.join("pg_hba.conf"), "hostssl all all all trust\n").unwrap();
    postgres.start(with_tls);
    for mode in ["sslmode=verify-full&", "sslmode=require&", ""] {
        let url = format!("{asked}?{mode}sslrootcert={own}");
        let server = Server::start(folder.path(), &["--database", &url]);
        let event = press(mode, "s", "", "book_table", "1");
        let heard = server.client().hear(&event).unwrap();
        assert_eq!(heard, super::faults::BOOKED, "{mode}");
        let rows = listed(folder.path(), &["bookings", "--database", &url]);
        assert_eq!(rows.as_array().unwrap().len(), 1, "{mode}");
    }
    let plain = refused(folder.path(), &format!("{asked}?sslmode=disable"));
    assert!(plain.contains("no encryption"), "{plain}");
    // The certificate does not match another host.
    let other = format!("{}?sslrootcert={own}", postgres.url("127.0.0.1"));
    let other = refused(folder.path(), &other);
    assert!(other.contains("not valid for name"), "{other}");
    let nothing = refused(folder.path(), &format!("{asked}?sslrootcert=/nowhere.pem"));
    assert!(
        nothing.contains("/nowhere.pem contains no certificate"),
        "{nothing}"
    );
    Ok(())
}
