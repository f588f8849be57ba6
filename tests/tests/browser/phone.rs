//! Tests whole calls on the phone page.

use serde_json::json;
use support::Outcome;

use super::driver::{ENTER, ESCAPE, SPACE};
use super::looks::prefers;
use super::{with_browser, with_browser_and};

/// A script that returns the captions, one per line.
const CAPTIONS: &str =
    "[...document.querySelectorAll('#captions p')].map(p => p.textContent).join('\\n')";

/// A condition: the caller has heard this text.
pub(crate) fn heard(text: &str) -> String {
    format!("{CAPTIONS}.includes({})", json!(text))
}

/// A condition: the picture shows the caller in this state.
pub(crate) fn here(state: &str) -> String {
    format!(
        "document.querySelector('.node.here')?.dataset.state === {}",
        json!(state)
    )
}

pub(crate) fn a_table_is_booked_by_clicking() -> Outcome {
    with_browser(async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        browser.click("[name=spoken]").await;
        browser.click("#call").await;
        browser.wait(&heard("Welcome to ABC Restaurant")).await;
        browser.wait(&here("main_menu")).await;
        for (key, state) in [("1", "reservations"), ("1", "book_table")] {
            browser.click(&format!("[data-key='{key}']")).await;
            browser.wait(&here(state)).await;
        }
        for scheme in ["light", "dark"] {
            prefers(&browser, scheme).await;
            browser.picture(&format!("phone-in-a-call-{scheme}")).await;
        }
        browser.click("[data-key='2']").await;
        browser
            .wait(&heard("We have booked your table for tomorrow, thank you."))
            .await;
        browser
            .wait("document.getElementById('status').textContent.includes('completed')")
            .await;
        // Only the whole path is highlighted: three menus, the lookup, its arm.
        let lit = "return [...document.querySelectorAll('.node.been')]
            .map(node => node.dataset.state ?? node.dataset.says ?? 'lookup')";
        assert_eq!(
            browser.run(lit).await,
            json!([
                "main_menu",
                "reservations",
                "book_table",
                "lookup",
                "We have booked your table for tomorrow, thank you."
            ])
        );
        let ways = "return document.querySelectorAll('.edge.been').length";
        assert_eq!(browser.run(ways).await, json!(4));
        // The exchange: four events with their answers, and the summary.
        browser
            .wait("document.querySelectorAll('#exchange details').length === 5")
            .await;
        browser
            .click("#exchange details:nth-child(4) summary")
            .await;
        let said = browser
            .run("return document.querySelector('#exchange details[open]').innerText")
            .await;
        let said = said.as_str().unwrap();
        assert!(
            said.contains("\"clientActionId\": \"book_table\""),
            "{said}"
        );
        assert!(said.contains("\"action\": \"hangup\""), "{said}");
        // It is the same program that has answered: the table is booked.
        browser.open(&format!("{}/calls", restaurant.pages)).await;
        browser.wait("document.querySelector('[data-list=bookings] table').innerText.includes('+65*****')").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    })
}

pub(crate) fn a_call_is_made_without_a_mouse() -> Outcome {
    // The browser speaks, because no program does.
    let mute = ["--voice-command", "/bin/false", "--voice-cache", "voices"];
    with_browser_and(&mute, async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        let listen = "window.aloud = []; speechSynthesis.speak = ({text, lang}) => aloud.push(`${lang}: ${text}`)";
        browser.run(listen).await;
        browser.tab_to("#call").await;
        browser.press(ENTER).await;
        browser.wait(&heard("Welcome to ABC Restaurant")).await;
        browser.wait("aloud.length === 1").await;
        browser.press('2').await;
        browser.wait(&here("connect_call")).await;
        browser.wait("aloud.length === 2").await;
        browser.press('1').await;
        browser.wait(&heard("Calling +6598888888.")).await;
        // The legs stay joined until one side hangs up.
        browser.wait(&heard("Picked up.")).await;
        browser.tab_to("#silence").await;
        browser.press(SPACE).await;
        browser
            .wait(&heard("Thank you for speaking to ABC Restaurant"))
            .await;
        browser.wait("aloud.length === 3").await;
        let aloud = browser.run("return aloud").await;
        let aloud: Vec<_> = aloud
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|text| text.as_str())
            .collect();
        assert!(
            aloud[0].starts_with("en-US: Welcome to ABC Restaurant"),
            "{aloud:?}"
        );
        assert_eq!(aloud.len(), 3, "{aloud:?}");
        browser.press(ESCAPE).await;
        browser.wait(&heard("hang up")).await;
        browser
            .wait("document.getElementById('call').textContent === 'Call'")
            .await;
        let lit =
            "return [...document.querySelectorAll('.node.been')].map(node => node.dataset.state)";
        assert_eq!(
            browser.run(lit).await,
            json!(["main_menu", "connect_call", "post_call", null])
        );
    })
}

pub(crate) fn who_is_called_and_says_nothing_hears_the_end() -> Outcome {
    with_browser(async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        browser.click("[name=spoken]").await;
        browser.click("[value=out]").await;
        browser.click("#call").await;
        browser.wait(&heard("Picked up.")).await;
        browser.wait(&heard("Welcome to ABC Restaurant")).await;
        browser.click("#silence").await;
        browser
            .wait(&heard("Invalid input, please call again."))
            .await;
        browser.wait("document.querySelector('.node.here').dataset.says === 'Invalid input, please call again.'").await;
        // An invalid number is refused before a call is placed.
        browser
            .run("document.querySelector('[name=number]').value = '0800'")
            .await;
        browser
            .wait("document.getElementById('call').textContent === 'Call'")
            .await;
        browser.click("#call").await;
        assert_eq!(
            browser
                .run("return document.querySelector('[name=number]').matches(':invalid')")
                .await,
            json!(true)
        );
    })
}

pub(crate) fn a_busy_line_is_reported() -> Outcome {
    with_browser(async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        browser.click("[name=spoken]").await;
        browser
            .run("document.querySelector('[name=answer]').value = 'busy'")
            .await;
        browser.click("#call").await;
        for (key, state) in [("2", "connect_call"), ("1", "post_call")] {
            browser.wait("document.querySelector('.node.here')").await;
            browser.click(&format!("[data-key='{key}']")).await;
            browser.wait(&here(state)).await;
        }
        browser.wait(&heard("The other side: busy.")).await;
        browser.wait(&heard("Thank you for speaking")).await;
    })
}
