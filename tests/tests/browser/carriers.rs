//! Tests the phone page with a tree of several carriers.

use std::net::SocketAddr;

use ivr_runtime::server::{Access, Config, Server};
use serde_json::json;
use support::Outcome;
use tests::kiosk::Kiosk;

use super::driver::{SPACE, TAB};
use super::phone::{heard, here};
use super::with_browser;

pub(crate) fn a_call_goes_through_the_carrier_that_is_chosen() -> Outcome {
    with_browser(async |browser, restaurant| {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let secrets = [
            "eight_by_eight=secret-of-8x8",
            "twilio=auth-token",
            "jambonz=webhook-secret",
        ];
        let config = Config::default()
            .with_listen(any)
            .with_admin(Some(any))
            .with_access(
                Access::default()
                    .with_secrets(secrets.map(|secret| secret.parse().unwrap()).into()),
            );
        let server = Server::<Kiosk>::bind(config, ())
            .await
            .unwrap()
            .with_pages();
        let pages = format!("http://{}/", server.pages_addr().unwrap());
        let serving = tokio::spawn(server.run(std::future::pending()));

        browser.open(&pages).await;
        browser.click("[name=spoken]").await;
        browser
            .run("document.querySelector('[name=answer]').value = 'busy'")
            .await;
        for (title, path, says) in [
            ("8x8", "/vca_webhook", "\"clientActionId\": \"main_menu\""),
            ("Twilio", "/twilio/call", "CallStatus=ringing"),
            ("jambonz", "/jambonz/call", "\"verb\": \"gather\""),
        ] {
            // Chosen with the keyboard, by its first letter.
            browser.tab_to("[name=carrier]").await;
            browser.press(title.chars().next().unwrap()).await;
            browser.press(TAB).await;
            browser.tab_to("#call").await;
            browser.press(SPACE).await;
            browser.wait(&heard("For tickets press 1")).await;
            browser.wait(&here("main_menu")).await;
            browser.click("[data-key='1']").await;
            browser.wait(&heard("Sold out.")).await;
            browser.click("[data-key='2']").await;
            browser.wait(&heard("The other side: busy.")).await;
            browser
                .wait("document.getElementById('status').textContent.includes('completed')")
                .await;
            let lit = "return [...document.querySelectorAll('.node.been')]
                .map(node => node.dataset.state ?? node.dataset.says)";
            assert_eq!(
                browser.run(lit).await,
                json!(["main_menu", "Sold out.", "desk", "They are busy."]),
                "{title}"
            );
            // Four events with their answers, and the end of the call.
            browser
                .wait("document.querySelectorAll('#exchange details').length === 5")
                .await;
            browser
                .click("#exchange details:nth-child(1) summary")
                .await;
            let said = "return document.querySelector('#exchange details[open]').innerText";
            let said = browser.run(said).await;
            let said = said.as_str().unwrap();
            assert!(said.contains(&format!("POST {path}\n")), "{title}: {said}");
            assert!(said.contains(says), "{title}: {said}");
            browser.picture(&format!("phone-through-{title}")).await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        serving.abort();

        // With a single carrier there is no choice.
        browser.open(&format!("{}/", restaurant.pages)).await;
        let choices = "return document.querySelectorAll('[name=carrier]').length";
        assert_eq!(browser.run(choices).await, json!(0));
    })
}
