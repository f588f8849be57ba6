//! Tests of the pages' security policy.

use serde_json::json;
use support::Outcome;
use tests::process::Restaurant;

use super::with_browser;

pub(crate) fn the_pages_ask_nobody_else_and_run_no_foreign_script() -> Outcome {
    with_browser(async |browser, restaurant| {
        for path in ["/", "/calls"] {
            browser.open(&format!("{}{path}", restaurant.pages)).await;
            browser
                .wait("performance.getEntriesByType('resource').length >= 6")
                .await;
            let asked = "return performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)
                .filter(origin => origin !== location.origin)";
            assert_eq!(browser.run(asked).await, json!([]), "{path}");
            assert_eq!(browser.complaints().await, Vec::<String>::new(), "{path}");
            // An injected script does not run, and is only reported.
            let slip = "window.slipped = 0;
                for (const [name, text] of [['script', 'window.slipped += 1'], ['style', 'body { display: none }']]) {
                    const made = document.createElement(name);
                    made.textContent = text;
                    document.head.append(made);
                }
                document.body.setAttribute('onclick', 'window.slipped += 1');
                document.body.click();
                return [window.slipped, getComputedStyle(document.body).display]";
            assert_eq!(browser.run(slip).await, json!([0, "block"]), "{path}");
            assert!(!browser.complaints().await.is_empty());
        }
    })
}

pub(crate) fn another_sites_page_can_make_no_call() -> Outcome {
    with_browser(async |browser, restaurant| {
        // Another origin in the same browser: a document from the webhook server.
        browser.open(&format!("{}/healthz", restaurant.url)).await;
        let begin =
            json!({"direction": "in", "answer": "busy", "number": "+6591111111", "spoken": false});
        let attempts = format!(
            "const done = arguments[0], url = '{}/api/phone', body = JSON.stringify({begin});
             const tried = (options) => fetch(url, {{method: 'POST', body, ...options}}).then(r => r.status, () => 'refused');
             Promise.all([
                tried({{}}),
                tried({{mode: 'no-cors'}}),
                tried({{headers: {{'x-ivr-page': '1'}}}}),
                fetch('{}/api/calls').then(r => r.status, () => 'refused'),
             ]).then(done)",
            restaurant.pages, restaurant.pages
        );
        let seen = browser.run_async(&attempts).await;
        assert_eq!(seen, json!(["refused", "refused", "refused", "refused"]));
        // It can't embed the page either.
        let framed = format!(
            "const done = arguments[0], frame = document.createElement('iframe');
             frame.src = '{}/';
             frame.onload = () => done(frame.contentDocument === null || frame.contentDocument.title);
             document.body.append(frame)",
            restaurant.pages
        );
        assert_eq!(browser.run_async(&framed).await, json!(true));
        let complaints = browser.complaints().await.concat();
        assert!(complaints.contains("frame-ancestors"), "{complaints}");
    })
}

pub(crate) async fn what_does_not_come_from_the_page_is_refused() {
    let restaurant = Restaurant::start(&[]);
    let http = tests::http::client();
    let begin =
        json!({"direction": "in", "answer": "busy", "number": "+6591111111", "spoken": false});
    let own = ("x-ivr-page", "1");
    for (headers, status) in [
        (vec![], 403),
        (vec![own, ("origin", "http://127.0.0.1:1")], 403),
        (vec![own, ("sec-fetch-site", "cross-site")], 403),
        (vec![own, ("host", "attacker.example:9464")], 403),
        (vec![own, ("origin", restaurant.pages.as_str())], 200),
        (vec![own], 200),
    ] {
        let mut request = http.post(format!("{}/api/phone", restaurant.pages));
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        let answer = request.body(begin.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), status, "{headers:?}");
        assert!(answer.headers().contains_key("content-security-policy"));
    }
    for (method, path, body, status) in [
        ("GET", "/api/phone", "", 405),
        ("POST", "/", "", 405),
        ("GET", "/api/phone/9999", "", 404),
        ("GET", "/../Cargo.toml", "", 404),
        ("POST", "/api/phone", "{}", 422),
        ("POST", "/api/phone/1", r#"{"do":"press","key":"A"}"#, 422),
        ("POST", "/api/phone/1", r#"{"do":"dance"}"#, 422),
        ("GET", "/api/calls/nobody", "", 404),
        ("GET", "/api/lists/nothing", "", 404),
        ("GET", "/metrics", "", 200),
    ] {
        let method: reqwest::Method = method.parse().unwrap();
        let request = http.request(method, format!("{}{path}", restaurant.pages));
        let request = request.header(own.0, own.1).body(body);
        assert_eq!(
            request.send().await.unwrap().status(),
            status,
            "{path} {body}"
        );
    }
}
