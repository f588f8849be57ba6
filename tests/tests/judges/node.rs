//! Runs a script with Node.js.

use std::path::PathBuf;

use serde_json::Value;
use support::Missing;
use support::process::{command, output};

/// Node.js, and a folder with the packages.
pub(crate) struct Node {
    program: PathBuf,
    modules: String,
}

impl Node {
    pub(crate) fn find() -> Result<Self, Missing> {
        Ok(Self {
            program: support::program("node", "nodejs npm")?,
            modules: support::variable(
                "IVR_TEST_NODE_MODULES",
                "npm packages",
                "the folder node_modules in which `npm install twilio @jambonz/schema \
                 @jambonz/verb-specifications @jambonz/sdk` put them",
            )?,
        })
    }

    /// The output of a script that gets a value on its standard input, as `input`.
    pub(crate) fn run(&self, script: &str, input: &Value) -> Value {
        let script =
            format!("const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));{script}");
        let mut node = command(&self.program);
        node.args(["-e", &script]).env("NODE_PATH", &self.modules);
        let output = output(&mut node, input.to_string().as_bytes());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
