//! Calls that sipp makes.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

/// What stands in the head of every request of a call.
const HEAD: &str = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n\
    From: <sip:ann@[local_ip]:[local_port]>;tag=[call_number]\nTo: <sip:menu@[remote_ip]>[peer_tag_param]\n\
    Call-ID: [call_id]\nContact: <sip:ann@[local_ip]:[local_port];transport=[transport]>\nMax-Forwards: 70\n";

/// What a caller does, step by step.
#[derive(Clone, Debug)]
pub struct Scenario {
    steps: String,
    requests: u32,
}

impl Scenario {
    /// Calls, and hears at this port.
    pub fn calls(hears_at: u16) -> Self {
        let mut scenario = Self {
            steps: String::new(),
            requests: 0,
        };
        let body = format!(
            "Content-Type: application/sdp\nContent-Length: [len]\n\nv=0\no=- 1 1 IN IP4 [local_ip]\ns=-\n\
             c=IN IP4 [media_ip]\nt=0 0\nm=audio {hears_at} RTP/AVP 8\na=rtpmap:8 PCMA/8000\n"
        );
        scenario.request("INVITE", &body);
        scenario.steps +=
            "<recv response=\"100\" optional=\"true\"/>\n<recv response=\"200\" rrs=\"true\"/>\n";
        let _ = write!(
            scenario.steps,
            "<send><![CDATA[\nACK [next_url] SIP/2.0\n{HEAD}[routes]\nCSeq: 1 ACK\n\
             Content-Length: 0\n\n]]></send>\n"
        );
        scenario
    }

    /// Waits.
    #[must_use]
    pub fn waits(mut self, milliseconds: u32) -> Self {
        let _ = writeln!(self.steps, "<pause milliseconds=\"{milliseconds}\"/>");
        self
    }

    /// Presses a key, by SIP INFO.
    #[must_use]
    pub fn presses(mut self, key: char) -> Self {
        let body = format!(
            "Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal={key}\nDuration=160\n"
        );
        self.request("INFO", &body);
        self.steps += "<recv response=\"200\"/>\n";
        self
    }

    /// Hangs up.
    #[must_use]
    pub fn hangs_up(mut self) -> Self {
        self.request("BYE", "Content-Length: 0\n\n");
        self.steps += "<recv response=\"200\"/>\n";
        self
    }

    /// Waits until the other side hangs up.
    #[must_use]
    pub fn is_hung_up_on(mut self) -> Self {
        self.steps += "<recv request=\"BYE\"/>\n<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n\
            [last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>\n";
        self
    }

    fn request(&mut self, method: &str, rest: &str) {
        self.requests += 1;
        // Where the answer to the first one said.
        let (to, routes) = match self.requests {
            1 => ("sip:menu@[remote_ip]:[remote_port]", ""),
            _ => ("[next_url]", "[routes]\n"),
        };
        // Writing to a text does not fail.
        let _ = write!(
            self.steps,
            "<send retrans=\"500\"><![CDATA[\n{method} {to} SIP/2.0\n{HEAD}{routes}\
             CSeq: {number} {method}\n{rest}]]></send>\n",
            number = self.requests,
        );
    }
}

/// Has sipp play a scenario with these further arguments, and gives what it printed. Every call has to go as it says.
pub fn sipp(line: &str, scenario: &Scenario, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("scenario.xml");
    let steps = &scenario.steps;
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"call\">\n{steps}</scenario>\n"
    );
    fs::write(&file, text).expect("the folder takes a file");
    let sipp = Command::new("sipp")
        .arg(line.trim_start_matches("sip:menu@"))
        .args(["-i", "127.0.0.1", "-nostdin", "-timeout_error", "-sf"])
        .arg(&file)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("sipp starts");
    let told = String::from_utf8_lossy(&sipp.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&sipp.stderr);
    assert!(sipp.status.success(), "{told}{complaint}");
    told
}
