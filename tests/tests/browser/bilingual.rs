//! Tests the phone page with a tree of numbers and languages.

use std::net::SocketAddr;

use ivr_runtime::ivr;
use ivr_runtime::server::{Config, Server};
use serde_json::json;
use support::Outcome;

use super::phone::{heard, here};
use super::with_browser;

ivr! {
    /// An inn that speaks two languages.
    tree Inn {
        languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
    }

    let guests: u32;

    start menu main_menu {
        {
            en: "Welcome to the inn. To book press 1. Para español, oprima 9.",
            es: "Bienvenidos a la posada. Para reservar, pulse 1. For English, press 9."
        }

        1 => menu party {
            digits: 1..=2,
            digit_timeout: 3s,
            {
                en: "How many are you? Enter a number from 1 to 20.",
                es: "¿Cuántos son? Marque un número del 1 al 20."
            }

            guests @ 1..=20 => say { en: "A table for {guests}.", es: "Una mesa para {guests}." },
            _ => say { en: "That is no number.", es: "Eso no es un número." },
        }
        9 => menu language {
            {
                en: "For English press 1. Para español, oprima el 2.",
                es: "For English press 1. Para español, oprima el 2."
            }
            1 => speak en then goto main_menu,
            2 => speak es then goto main_menu,
        }
    }

    _ => say { en: "Goodbye.", es: "Adiós." },
}

pub(crate) fn a_caller_is_followed_through_languages_and_numbers() -> Outcome {
    with_browser(async |browser, _| {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let config = Config::default().with_listen(any).with_admin(Some(any));
        let server = Server::<Inn>::bind(config, ()).await.unwrap().with_pages();
        let pages = format!("http://{}/", server.pages_addr().unwrap());
        let serving = tokio::spawn(server.run(std::future::pending()));

        browser.open(&pages).await;
        browser.click("[name=spoken]").await;
        browser.click("#call").await;
        browser.wait(&heard("Welcome to the inn.")).await;
        browser.click("[data-key='9']").await;
        browser.wait(&here("language")).await;
        browser.click("[data-key='2']").await;
        browser.wait(&heard("Bienvenidos a la posada.")).await;
        browser.wait(&here("main_menu")).await;
        browser.click("[data-key='1']").await;
        browser.wait(&here("party")).await;
        for key in ["1", "2"] {
            browser.click(&format!("[data-key='{key}']")).await;
        }
        browser.wait(&heard("Una mesa para 12.")).await;
        browser
            .wait("document.querySelector('.node.here').dataset.says === 'A table for {guests}.'")
            .await;
        let chips = "return [...document.querySelectorAll('.edge.been .chip')].map(chip => chip.textContent)";
        assert_eq!(
            browser.run(chips).await,
            json!(["1", "9", "guests @ 1..=20", "2"])
        );
        browser.picture("phone-bilingual").await;
        serving.abort();
    })
}
