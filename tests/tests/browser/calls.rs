//! Tests of the calls page.

use serde_json::{Value, json};
use support::Outcome;
use tests::process::Restaurant;

use super::with_browser;

/// Posts an event, as the platform does.
async fn post(restaurant: &Restaurant, path: &str, event: Value) {
    let http = tests::http::client();
    let sent = http
        .post(format!("{}{path}", restaurant.url))
        .body(event.to_string());
    assert_eq!(sent.send().await.unwrap().status(), 200);
}

async fn rings(restaurant: &Restaurant, session: &str, number: &str) {
    let payload = json!({"eventId": format!("{session}-0"), "sessionId": session, "source": number,
        "callStatus": "CALL_RECEIVED", "callDirection": "INBOUND"});
    post(
        restaurant,
        "/vca_webhook",
        json!({"eventType": "CALL_ACTION", "payload": payload}),
    )
    .await;
}

async fn presses(restaurant: &Restaurant, session: &str, state: &str, key: Option<&str>) {
    let payload = json!({"eventId": format!("{session}-{state}"), "sessionId": session,
        "callStatus": "ACTION_COMPLETED", "callDirection": "INBOUND", "clientActionId": state,
        "eventData": {"dtmf": key}});
    post(
        restaurant,
        "/vca_webhook",
        json!({"eventType": "CALL_ACTION", "payload": payload}),
    )
    .await;
}

async fn ends(restaurant: &Restaurant, session: &str) {
    let payload = json!({"sessionId": session, "sessionStatus": "COMPLETED",
        "details": {"callA": {"callDuration": 61}}});
    post(
        restaurant,
        "/vss_webhook",
        json!({"eventType": "SESSION_SUMMARY", "payload": payload}),
    )
    .await;
}

/// A row of the table of menus.
fn menu(name: &str, counts: &str) -> String {
    format!(
        "[...document.querySelectorAll('#menus tbody tr')].some(row => row.innerText.replace(/\\s+/g, ' ').trim() === {})",
        json!(format!("{name} {counts}"))
    )
}

pub(crate) fn calls_are_watched_as_they_happen() -> Outcome {
    with_browser(async |browser, restaurant| {
        browser.open(&format!("{}/calls", restaurant.pages)).await;
        browser
            .wait("document.getElementById('now').textContent === 'Nobody is on the line.'")
            .await;
        rings(&restaurant, "first", "+6591234567").await;
        browser
            .wait("document.getElementById('now').textContent === 'One caller is on the line.'")
            .await;
        browser
            .wait("document.querySelector('tr.live .state')?.textContent === 'at main_menu'")
            .await;
        browser
            .wait(
                "document.querySelector('[data-state=main_menu] .there text')?.textContent === '1'",
            )
            .await;
        presses(&restaurant, "first", "main_menu", Some("1")).await;
        browser
            .wait("document.querySelector('tr.live .state')?.textContent === 'at reservations'")
            .await;
        ends(&restaurant, "first").await;
        browser
            .wait("document.querySelector('#calls .state').textContent === 'left at reservations'")
            .await;
        browser
            .wait("document.getElementById('now').textContent === 'Nobody is on the line.'")
            .await;
        for (session, key) in [
            ("second", Some("9")),
            ("third", None),
            ("fourth", Some("3")),
        ] {
            rings(&restaurant, session, "+6591234568").await;
            presses(&restaurant, session, "main_menu", key).await;
            ends(&restaurant, session).await;
        }
        // Menu, entered, keys, silent, invalid, hung up, there now.
        browser
            .wait(&menu("main_menu", "4 1: 1, 3: 1 1 1 0 0"))
            .await;
        browser.wait(&menu("reservations", "1 0 0 1 0")).await;
        browser.wait("document.querySelector('[data-state=reservations] .badge').textContent === '1 in · 1 hung up'").await;
        let thick = "return [...document.querySelectorAll('.edge .count')].length";
        // Keys 1 and 3 of the main menu, and the branches of every menu.
        assert_eq!(browser.run(thick).await, json!(3));
        // Numbers are masked until they are asked for.
        let text = "return document.querySelector('#calls').innerText";
        let masked = browser.run(text).await;
        assert!(
            !masked.as_str().unwrap().contains("+6591234567"),
            "{masked}"
        );
        browser.click("#numbers").await;
        browser
            .wait("document.querySelector('#calls').innerText.includes('+6591234567')")
            .await;
        // One call, as text and on the picture.
        browser.click("tr[data-session=first] button").await;
        browser.wait("document.querySelector('#path ol').innerText.includes('main_menu: 1 → reservations')").await;
        let lit =
            "return [...document.querySelectorAll('.node.been')].map(node => node.dataset.state)";
        assert_eq!(browser.run(lit).await, json!(["main_menu", "reservations"]));
        browser.picture("calls").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    })
}

pub(crate) fn what_has_the_focus_keeps_it_while_calls_come_and_go() -> Outcome {
    with_browser(async |browser, restaurant| {
        for call in ["first", "second"] {
            rings(&restaurant, call, "+6591234567").await;
        }
        browser.open(&format!("{}/calls", restaurant.pages)).await;
        let rows = "document.querySelectorAll('#calls tbody tr').length";
        browser.wait(&format!("{rows} === 2")).await;
        browser.tab_to("tr[data-session=first] button").await;
        // A new row appears above it, and then its own changes.
        rings(&restaurant, "third", "+6591234567").await;
        browser.wait(&format!("{rows} === 3")).await;
        ends(&restaurant, "first").await;
        browser.wait("document.querySelector('tr[data-session=first] .state').textContent === 'left at main_menu'").await;
        let focus = "return document.activeElement.closest('tr')?.dataset.session";
        assert_eq!(browser.run(focus).await, json!("first"));
        browser.press(super::driver::ENTER).await;
        browser.wait("document.querySelector('#path li')").await;
        assert_eq!(browser.run(focus).await, json!("first"));
    })
}

pub(crate) fn older_calls_are_a_page_away() -> Outcome {
    with_browser(async |browser, restaurant| {
        for call in 0..60 {
            rings(&restaurant, &format!("call-{call}"), "+6591234567").await;
        }
        browser.open(&format!("{}/calls", restaurant.pages)).await;
        let first = "document.querySelector('#calls tbody tr')?.dataset.session";
        let rows = "document.querySelectorAll('#calls tbody tr').length";
        browser
            .wait(&format!("{first} === 'call-59' && {rows} === 25"))
            .await;
        browser.click("#older").await;
        browser
            .wait(&format!("{first} === 'call-34' && {rows} === 25"))
            .await;
        browser.click("#older").await;
        browser
            .wait(&format!("{first} === 'call-9' && {rows} === 10"))
            .await;
        browser
            .wait("document.getElementById('older').disabled")
            .await;
        browser.click("#latest").await;
        browser.wait(&format!("{first} === 'call-59'")).await;
    })
}
