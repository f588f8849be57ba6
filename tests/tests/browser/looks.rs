//! Tests of the pages' appearance and accessibility: dark mode, narrow screens, screen readers.

use serde_json::{Value, json};
use support::Outcome;

use super::driver::Browser;
use super::with_browser;

/// The brightness of the page's background, from 0 to 255.
const BRIGHTNESS: &str = "return Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))";

/// Emulates the preference for a colour scheme.
pub(crate) async fn prefers(browser: &Browser, scheme: &str) {
    let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
    browser
        .command("Emulation.setEmulatedMedia", features)
        .await;
}

async fn wide(browser: &Browser, width: u32) {
    let metrics =
        json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600});
    browser
        .command("Emulation.setDeviceMetricsOverride", metrics)
        .await;
}

/// A call that waits in the first menu.
async fn call(browser: &Browser) {
    browser.click("[name=spoken]").await;
    browser.click("#call").await;
    browser.wait("document.querySelector('.node.here')").await;
}

pub(crate) fn the_pages_are_light_or_dark_as_their_reader_likes() -> Outcome {
    with_browser(async |browser, restaurant| {
        for (scheme, dark) in [("light", false), ("dark", true)] {
            prefers(&browser, scheme).await;
            for (path, name) in [("/", "phone"), ("/calls", "calls-empty")] {
                browser.open(&format!("{}{path}", restaurant.pages)).await;
                let brightness = browser.run(BRIGHTNESS).await.as_u64().unwrap();
                assert_eq!(brightness < 64, dark, "{scheme} {path}: {brightness}");
                let paper = "return getComputedStyle(document.querySelector('.paper')).fill";
                let paper = browser.run(paper).await;
                assert_eq!(paper == json!("rgb(18, 21, 28)"), dark, "{paper}");
                browser.picture(&format!("{name}-{scheme}")).await;
            }
        }
    })
}

pub(crate) fn a_narrow_screen_shows_all_of_it() -> Outcome {
    with_browser(async |browser, restaurant| {
        wide(&browser, 360).await;
        for (path, name) in [("/calls", "calls-narrow"), ("/", "phone-narrow")] {
            browser.open(&format!("{}{path}", restaurant.pages)).await;
            let overflow = "return document.documentElement.scrollWidth - innerWidth";
            assert_eq!(browser.run(overflow).await, json!(0), "{path}");
            if path == "/" {
                call(&browser).await;
                browser.click("[data-key='3']").await;
                browser
                    .wait("document.querySelector('.node.here').dataset.says")
                    .await;
                assert_eq!(browser.run(overflow).await, json!(0), "in a call");
            }
            browser.picture(name).await;
        }
    })
}

pub(crate) fn nothing_keeps_those_out_who_read_by_ear_or_by_keyboard() -> Outcome {
    let how = "its axe.min.js (npm pack axe-core)";
    let axe = support::variable("IVR_TEST_AXE", "axe-core", how)?;
    let axe = std::fs::read_to_string(axe).unwrap();
    with_browser(async |browser, restaurant| {
        for scheme in ["light", "dark"] {
            prefers(&browser, scheme).await;
            for path in ["/", "/calls", "/"] {
                browser.open(&format!("{}{path}", restaurant.pages)).await;
                if path == "/calls" {
                    browser
                        .wait("document.querySelector('#calls tbody tr.live')")
                        .await;
                    browser.click("#calls tbody button").await;
                    browser.wait("document.querySelector('#path li')").await;
                } else {
                    call(&browser).await;
                    browser.click("#exchange summary").await;
                }
                let run = format!(
                    "{axe}; const done = arguments[0];
                     axe.run().then(({{violations}}) => done(violations), (error) => done(String(error)));"
                );
                let found = browser.run_async(&run).await;
                let found: Vec<Value> = found
                    .as_array()
                    .unwrap_or_else(|| panic!("{found}"))
                    .iter()
                    .map(|rule| {
                        let nodes = rule["nodes"].as_array().unwrap().iter();
                        let nodes: Vec<_> = nodes.map(|node| &node["html"]).take(3).collect();
                        json!([rule["id"], rule["impact"], nodes])
                    })
                    .collect();
                assert_eq!(found, Vec::<Value>::new(), "{scheme} {path}");
            }
        }
    })
}
