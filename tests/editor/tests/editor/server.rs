//! Runs rust-analyzer over stdin and stdout.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use support::Missing;

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Error codes for a changed document and a cancelled request.
const AGAIN: [i64; 2] = [-32801, -32802];

/// The programs that the tests need.
pub(crate) struct Programs {
    analyzer: PathBuf,
    /// The source of the standard library.
    library: PathBuf,
    /// rustup's proc-macro server, which fits the compiler.
    macros: PathBuf,
}

impl Programs {
    pub(crate) fn find() -> Result<Self, Missing> {
        let analyzer = std::env::var_os("IVR_TEST_RUST_ANALYZER").map(PathBuf::from);
        let analyzer = analyzer.or_else(|| support::executable("rust-analyzer"));
        // rustup installs a proxy of this name even without the component.
        let runs = |program: &PathBuf| {
            let version = Command::new(program).arg("--version").output();
            version.is_ok_and(|version| version.status.success())
        };
        let how = "rustup component add rust-analyzer rust-src";
        let analyzer = analyzer.filter(runs);
        let analyzer = analyzer.ok_or_else(|| Missing::new("rust-analyzer", how))?;
        let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
        let sysroot =
            sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        let sysroot = PathBuf::from(sysroot.unwrap_or_default());
        let library = std::env::var_os("IVR_TEST_RUST_SRC").map(PathBuf::from);
        let library = library.unwrap_or_else(|| sysroot.join("lib/rustlib/src/rust/library"));
        let macros = sysroot.join("libexec/rust-analyzer-proc-macro-srv");
        if !library.is_dir() {
            return Err(Missing::new("the source of Rust's library", how));
        }
        if !macros.is_file() {
            return Err(Missing::new(
                "rust-analyzer-proc-macro-srv",
                "use a toolchain of rustup",
            ));
        }
        Ok(Self {
            analyzer,
            library,
            macros,
        })
    }
}

/// A position in a file: line and column, from 0.
pub(crate) type Point = (u64, u64);

/// A running server with one open file. It exits when its stdin closes, at the latest with this program.
pub(crate) struct Server {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _process: Child,
    settings: Value,
    requests: i64,
    version: i64,
    uri: String,
    pub(crate) text: String,
    /// The names of the token types, in the server's order.
    pub(crate) token_types: Vec<String>,
}

impl Server {
    pub(crate) fn start(programs: &Programs) -> Self {
        let workspace = Path::new(WORKSPACE).canonicalize().unwrap();
        let file = workspace.join("restaurant/src/main.rs");
        let mut process = Command::new(&programs.analyzer)
            .current_dir(&workspace)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let build = [
            "cargo",
            "check",
            "--quiet",
            "-p",
            "restaurant",
            "--message-format=json",
        ];
        let settings = json!({
            "checkOnSave": false,
            "cachePriming": {"enable": false},
            "procMacro": {"enable": true, "server": programs.macros},
            "linkedProjects": [workspace.join("restaurant/Cargo.toml")],
            "cargo": {
                "sysrootSrc": programs.library,
                "buildScripts": {"enable": true, "overrideCommand": build},
            },
            "completion": {"callable": {"snippets": "none"}},
        });
        let mut server = Self {
            input: process.stdin.take().unwrap(),
            output: BufReader::new(process.stdout.take().unwrap()),
            _process: process,
            settings: settings.clone(),
            requests: 0,
            version: 1,
            uri: format!("file://{}", file.display()),
            text: std::fs::read_to_string(&file).unwrap(),
            token_types: Vec::new(),
        };
        let capabilities = json!({
            "experimental": {"serverStatusNotification": true},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "semanticTokens": {
                    "requests": {"full": true}, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"],
                },
            },
            "workspace": {"configuration": true, "workspaceEdit": {"documentChanges": true}},
        });
        let answer = server.ask(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": format!("file://{}", workspace.join("restaurant").display()),
                "capabilities": capabilities,
                "initializationOptions": settings,
            }),
        );
        let types = &answer["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
        server.token_types = serde_json::from_value(types.clone()).unwrap();
        server.send(&json!({"method": "initialized", "params": {}}));
        let document =
            json!({"uri": server.uri, "languageId": "rust", "version": 1, "text": server.text});
        server
            .send(&json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
        loop {
            let message = server.read();
            let quiescent = message["params"]["quiescent"] == true;
            if message["method"] == "experimental/serverStatus" && quiescent {
                return server;
            }
            server.serve(&message);
        }
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        let message = message.to_string();
        write!(
            self.input,
            "Content-Length: {}\r\n\r\n{message}",
            message.len()
        )
        .unwrap();
        self.input.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "rust-analyzer has ended"
            );
            match line.trim().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap();
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut message = vec![0; length];
        self.output.read_exact(&mut message).unwrap();
        serde_json::from_slice(&message).unwrap()
    }

    /// Answers the server's requests.
    fn serve(&mut self, message: &Value) {
        if message["method"].is_null() || message["id"].is_null() {
            return;
        }
        let result = match message["params"]["items"].as_array() {
            Some(items) => vec![self.settings.clone(); items.len()].into(),
            None => Value::Null,
        };
        self.send(&json!({"id": message["id"], "result": result}));
    }

    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        loop {
            self.requests += 1;
            let id = self.requests;
            self.send(&json!({"id": id, "method": method, "params": params}));
            let mut answer = loop {
                let message = self.read();
                if message["id"] == id && message["method"].is_null() {
                    break message;
                }
                self.serve(&message);
            };
            match answer["error"]["code"].as_i64() {
                Some(code) if AGAIN.contains(&code) => {}
                Some(_) => panic!("{method}: {answer}"),
                None => return answer["result"].take(),
            }
        }
    }

    /// Replaces the text of the file.
    pub(crate) fn type_in(&mut self, text: &str) {
        if self.text == text {
            return;
        }
        self.version += 1;
        text.clone_into(&mut self.text);
        let document = json!({"uri": self.uri, "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        self.send(&json!({"method": "textDocument/didChange", "params": params}));
    }

    /// The id of the file.
    pub(crate) fn document(&self) -> Value {
        json!({"textDocument": {"uri": self.uri}})
    }

    /// The position of `¦` in a stretch of the text.
    pub(crate) fn at(&self, stretch: &str) -> Value {
        let (before, after) = stretch.split_once('¦').unwrap();
        let start = self.text.find(&format!("{before}{after}"));
        let start = start.unwrap_or_else(|| panic!("nowhere: {stretch}"));
        self.end_of(start + before.len())
    }

    /// The position after this number of bytes of the text.
    pub(crate) fn end_of(&self, bytes: usize) -> Value {
        let (line, character) = point(&self.text[..bytes]);
        json!({"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}})
    }

    /// The completions at a position.
    pub(crate) fn offered(&mut self, mut place: Value) -> Vec<String> {
        place["context"] = json!({"triggerKind": 1});
        let answer = self.ask("textDocument/completion", &place);
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        let text = |item: &Value| {
            let text = item["filterText"].as_str().or(item["label"].as_str());
            text.map(str::to_owned)
        };
        items.iter().filter_map(text).collect()
    }

    /// The server's own errors.
    pub(crate) fn errors(&mut self) -> Vec<String> {
        let answer = self.ask("textDocument/diagnostic", &self.document());
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        let errors = items.iter().filter(|item| item["severity"] == 1);
        errors
            .map(|item| format!("{}: {}", item["range"]["start"]["line"], item["message"]))
            .collect()
    }

    /// The types of the file's tokens, by their start.
    pub(crate) fn colours(&mut self) -> HashMap<Point, String> {
        let answer = self.ask("textDocument/semanticTokens/full", &self.document());
        let data: Vec<u64> = serde_json::from_value(answer["data"].clone()).unwrap();
        let (mut line, mut column) = (0, 0);
        let tokens = data.chunks(5).map(|token| {
            column = if token[0] > 0 {
                token[1]
            } else {
                column + token[1]
            };
            line += token[0];
            let kind = usize::try_from(token[3]).unwrap();
            ((line, column), self.token_types[kind].clone())
        });
        tokens.collect()
    }
}

/// The line and column of the end of a text. All our characters are in the basic plane, so each is one UTF-16 unit.
pub(crate) fn point(text: &str) -> Point {
    let line = text.matches('\n').count();
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count();
    (u64::try_from(line).unwrap(), u64::try_from(column).unwrap())
}
