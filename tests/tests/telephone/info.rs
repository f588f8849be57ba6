//! Keys in the signalling (SIP INFO), which sipp sends.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use support::Outcome;

use super::with_line;

/// What stands in the head of every request of the call, but the first.
const HEAD: &str = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n\
    From: <sip:ann@[local_ip]:[local_port]>;tag=[call_number]\nTo: <sip:menu@[remote_ip]>[peer_tag_param]\n\
    Call-ID: [call_id]\nContact: sip:ann@[local_ip]:[local_port]\nMax-Forwards: 70\n";

/// A call that presses keys, and then waits until it is hung up on.
fn scenario(keys: &str) -> String {
    let mut steps = format!(
        "<send retrans=\"500\"><![CDATA[\nINVITE sip:menu@[remote_ip]:[remote_port] SIP/2.0\n{head}\
         CSeq: 1 INVITE\nContent-Type: application/sdp\nContent-Length: [len]\n\n\
         v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\nm=audio [media_port] RTP/AVP 8\n\
         a=rtpmap:8 PCMA/8000\n]]></send>\n<recv response=\"100\" optional=\"true\"/>\n\
         <recv response=\"200\"/>\n<send><![CDATA[\nACK sip:menu@[remote_ip]:[remote_port] SIP/2.0\n{head}\
         CSeq: 1 ACK\nContent-Length: 0\n\n]]></send>\n",
        head = HEAD,
    );
    for (at, key) in keys.chars().enumerate() {
        let _ = write!(
            steps,
            "<pause milliseconds=\"500\"/>\n<send retrans=\"500\"><![CDATA[\n\
             INFO sip:menu@[remote_ip]:[remote_port] SIP/2.0\n{HEAD}CSeq: {number} INFO\n\
             Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal={key}\nDuration=160\n]]></send>\n\
             <recv response=\"200\"/>\n",
            number = at + 2,
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"keys\">\n{steps}\
         <recv request=\"BYE\"/>\n<send><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n\
         [last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n]]></send>\n</scenario>\n"
    )
}

pub(crate) fn a_table_is_booked_by_keys_in_the_signalling() -> Outcome {
    with_line(&[("sipp", "sip-tester")], &[], |restaurant| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.xml");
        fs::write(&file, scenario("112")).unwrap();
        let address = restaurant.sip.trim_start_matches("sip:menu@");
        let sipp = Command::new("sipp")
            .args([
                address,
                "-m",
                "1",
                "-nostdin",
                "-timeout",
                "60s",
                "-timeout_error",
            ])
            .args(["-i", "127.0.0.1", "-sf"])
            .arg(&file)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&sipp.stdout);
        assert!(sipp.status.success(), "{told}");
        let bookings = restaurant.listed(&["bookings"]);
        assert_eq!(bookings.as_array().unwrap().len(), 1, "{bookings}");
    })
}
