//! Tests that the diagram in the README is up to date.

use ivr_runtime::{Graph, Tree};
use tests::restaurant::Restaurant;

pub(crate) fn the_restaurants_diagram_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../restaurant/menu.svg");
    let drawn = Graph::new(Restaurant::description()).svg();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == drawn,
        "restaurant/menu.svg shows another tree; BLESS=1 cargo test -p tests picture draws it anew"
    );
}
