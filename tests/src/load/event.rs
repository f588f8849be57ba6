//! The posted event: a pressed key, with every field that the platform sends.

/// What the servers expect as `Authorization`.
pub const SECRET: &str = "Bearer a-secret-of-the-bench";

/// A key at a menu that leads to another menu, and looks nothing up.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The menu.
    pub menu: &'static str,
    /// The key.
    pub key: &'static str,
}

/// The steps that are taken in turn.
pub const STEPS: [Step; 4] = [
    Step {
        menu: "main_menu",
        key: "1",
    },
    Step {
        menu: "reservations",
        key: "1",
    },
    Step {
        menu: "reservations",
        key: "3",
    },
    Step {
        menu: "main_menu",
        key: "2",
    },
];

/// A request that is written once, and sent again and again under another event's name.
#[derive(Clone, Debug)]
pub struct Event {
    bytes: Vec<u8>,
    body: usize,
    /// Where the digits stand that tell events and sessions apart.
    names: [usize; 2],
}

/// As many hexadecimal digits tell one event from another.
const DIGITS: usize = 12;

impl Event {
    /// The request of a step.
    pub fn new(step: Step) -> Self {
        let Step { menu, key } = step;
        let body = format!(
            r#"{{"namespace":"VOICE","eventType":"CALL_ACTION","description":"Action request of a call","payload":{{"eventId":"77e6a667-133a-11ef-9dd4-000000000000","callId":"627e25f1-133a-11ef-b08c-e33c09483244","sessionId":"a4fad4b3-b388-12ee-b217-000000000000","subAccountId":"account_x","callStatus":"ACTION_COMPLETED","callDirection":"INBOUND","callType":"PSTN","source":"+6591234567","destination":"+6568888888","sourceFormat":"MSISDN","destinationFormat":"MSISDN","sourceCountryCode":"SG","destinationCountryCode":"SG","sourceRefId":"SOME-VN-REF-ID","callDuration":12,"eventData":{{"dtmf":"{key}"}},"sipCode":200,"timestamp":"2024-05-16T04:12:11.217Z","clientActionId":"{menu}"}}}}"#
        );
        let head = format!(
            "POST /vca_webhook HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nuser-agent: 8x8-voice\r\naccept: */*\r\ncontent-type: application/json\r\nauthorization: {SECRET}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let name = |field: &str| {
            let at = body.find(field).expect("the field is there");
            head.len() + at + field.len() + "\":\"77e6a667-133a-11ef-9dd4-".len()
        };
        Self {
            names: [name("eventId"), name("sessionId")],
            body: head.len(),
            bytes: [head, body].concat().into_bytes(),
        }
    }

    /// The request, under names that no other has.
    pub fn named(&mut self, number: u64) -> &[u8] {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        for name in self.names {
            let mut rest = number;
            for digit in self.bytes[name..name + DIGITS].iter_mut().rev() {
                *digit = HEX[(rest % 16) as usize];
                rest /= 16;
            }
        }
        &self.bytes
    }

    /// Its body alone.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.body..]
    }
}
