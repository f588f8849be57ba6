//! A minimal WebDriver client (W3C WebDriver, and Chromium's own commands).

use std::env;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::{Value, json};
use support::process::{Process, command};
use support::{Missing, poll};
use tempfile::TempDir;

/// The browser and its driver.
pub(crate) struct Programs {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// The programs in the environment, or on the path.
    pub(crate) fn find() -> Result<Self, Missing> {
        let find = |variable: &str, names: &[&str]| {
            let named = env::var_os(variable).map(PathBuf::from);
            named
                .or_else(|| names.iter().find_map(|name| support::executable(name)))
                .ok_or_else(|| {
                    let how =
                        format!("apt-get install chromium chromium-driver, or set {variable}");
                    Missing::new(names[0], how)
                })
        };
        let names = ["chromium", "chromium-browser", "google-chrome"];
        Ok(Self {
            chromium: find("IVR_TEST_CHROMIUM", &names)?,
            driver: find("IVR_TEST_CHROMEDRIVER", &["chromedriver"])?,
        })
    }
}

/// A driver and its port, unless it exited.
fn start_driver(program: &Path, folder: &Path) -> Option<(Process, String)> {
    let mut driver = command(program);
    driver.arg("--port=0");
    let driver = Process::start(driver, folder);
    let port = driver.try_word("started successfully on port ")?;
    Some((driver, port.trim_end_matches('.').to_owned()))
}

/// A browser with one window.
pub(crate) struct Browser {
    driver: Process,
    _folder: TempDir,
    http: reqwest::Client,
    session: String,
}

impl Browser {
    pub(crate) async fn start(programs: &Programs) -> Self {
        // It picks a free IPv4 port and then the same IPv6 port, which may be in use.
        const TRIES: usize = 5;
        let folder = tempfile::tempdir().unwrap();
        let mut started = (0..TRIES).filter_map(|_| start_driver(&programs.driver, folder.path()));
        let (driver, port) = started.next().expect("the driver starts");
        let http = tests::http::client();
        let mut browser = Self {
            driver,
            _folder: folder,
            http,
            session: format!("http://127.0.0.1:{port}/session"),
        };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1440,1000",
        ];
        let asked = json!({"capabilities": {"alwaysMatch": {
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": programs.chromium, "args": arguments},
        }}});
        let begun = browser.ask(Method::POST, "", asked).await;
        let id = begun["sessionId"].as_str().unwrap();
        browser.session = format!("{}/{id}", browser.session);
        let patience = json!({"script": 30_000, "pageLoad": 30_000});
        browser.ask(Method::POST, "/timeouts", patience).await;
        browser
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.session));
        if method == Method::POST {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let value = &answer["value"];
        assert!(value["error"].is_null(), "{path} {body}: {value:#}");
        value.clone()
    }

    pub(crate) async fn open(&self, url: &str) {
        self.ask(Method::POST, "/url", json!({"url": url})).await;
    }

    /// Runs a script, and returns what it `return`s.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.ask(Method::POST, "/execute/sync", body).await
    }

    /// Waits until an expression is true; the page itself polls it.
    pub(crate) async fn wait(&self, condition: &str) {
        let script = format!(
            "const done = arguments[0], end = performance.now() + 20000;
             const look = () => {{
               if ({condition}) done(true);
               else if (performance.now() > end) done(document.body.innerText);
               else setTimeout(look, 20);
             }};
             look();"
        );
        let seen = self.run_async(&script).await;
        assert!(seen == json!(true), "never: {condition}\n{seen:#}");
    }

    /// Runs a script that calls its first argument when it is done.
    pub(crate) async fn run_async(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.ask(Method::POST, "/execute/async", body).await
    }

    /// Clicks like a mouse: fails if another element covers this one.
    pub(crate) async fn click(&self, selector: &str) {
        let find = json!({"using": "css selector", "value": selector});
        let found = self.ask(Method::POST, "/element", find).await;
        let id = found.as_object().unwrap().values().next().unwrap();
        let path = format!("/element/{}/click", id.as_str().unwrap());
        self.ask(Method::POST, &path, json!({})).await;
    }

    /// Presses a key: a letter, or one of WebDriver's codes for other keys.
    pub(crate) async fn press(&self, key: char) {
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]});
        self.ask(Method::POST, "/actions", actions).await;
    }

    /// Presses Tab until an element has the focus.
    pub(crate) async fn tab_to(&self, selector: &str) {
        for _ in 0..60 {
            let there = format!("return document.activeElement.matches('{selector}')");
            if self.run(&there).await == json!(true) {
                return;
            }
            self.press(TAB).await;
        }
        panic!("no way to {selector} by Tab");
    }

    /// One of Chromium's own commands.
    pub(crate) async fn command(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.ask(Method::POST, "/goog/cdp/execute", body).await
    }

    /// The browser's errors and warnings since the last call.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.ask(Method::POST, "/se/log", json!({"type": "browser"}));
        let log = log.await;
        let entries = log.as_array().unwrap().iter();
        entries.map(|entry| entry["message"].to_string()).collect()
    }

    /// Saves a screenshot of the whole page, to be reviewed.
    pub(crate) async fn picture(&self, name: &str) {
        let size = self
            .run("const e = document.documentElement; return [e.clientWidth, e.scrollHeight]")
            .await;
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let asked = json!({"captureBeyondViewport": true, "clip": clip});
        let shot = self.command("Page.captureScreenshot", asked).await;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = base64(shot["data"].as_str().unwrap());
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }
}

pub(crate) const TAB: char = '\u{e004}';
pub(crate) const ENTER: char = '\u{e007}';
pub(crate) const ESCAPE: char = '\u{e00c}';
pub(crate) const SPACE: char = '\u{e00d}';

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver closes its browser if it is asked to exit, but not if it is killed.
        let address = self.session.trim_start_matches("http://");
        let address = address.split('/').next().unwrap_or_default();
        let asked = TcpStream::connect(address).and_then(|mut stream| {
            let request = format!("GET /shutdown HTTP/1.1\r\nhost: {address}\r\n\r\n");
            stream.write_all(request.as_bytes())
        });
        if asked.is_ok() {
            let _ = poll(|| (!self.driver.is_running()).then_some(()));
        }
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|c| *c != b'=').map(value).collect();
    let bytes = letters.chunks(4).flat_map(|four| {
        let bits = four
            .iter()
            .fold(0_u32, |bits, six| bits << 6 | u32::from(*six));
        let bits = bits << (6 * (4 - four.len()));
        bits.to_be_bytes()
            .into_iter()
            .skip(1)
            .take(four.len() * 6 / 8)
            .collect::<Vec<_>>()
    });
    bytes.collect()
}
