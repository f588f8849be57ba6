//! Keys that phones send in packets (RFC 4733) or as SIP INFO.

use crate::menu::Key;

/// Detects keys in the event packets of a call (RFC 4733).
///
/// One key press is sent in several packets with the same timestamp, the last three times. The first packet that
/// arrives counts, whichever it is. So loss, repetition and a missing marker bit do no harm.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    last: Option<Press>,
}

#[derive(Clone, Copy, Debug)]
struct Press {
    ssrc: u32,
    timestamp: u32,
    event: u8,
    duration: u16,
    ended: bool,
}

impl Events {
    /// Returns the key, if this packet is the first that reports it.
    pub(crate) fn packet(&mut self, ssrc: u32, timestamp: u32, payload: &[u8]) -> Option<Key> {
        let &[event, flags, high, low, ..] = payload else {
            return None;
        };
        let press = Press {
            ssrc,
            timestamp,
            event,
            duration: u16::from_be_bytes([high, low]),
            ended: flags & 0x80 != 0,
        };
        if let Some(last) = &mut self.last
            && last.ssrc == ssrc
        {
            let later = timestamp.wrapping_sub(last.timestamp);
            if later == 0 {
                last.duration = last.duration.max(press.duration);
                last.ended |= press.ended;
                return None;
            }
            if later > u32::MAX / 2 {
                // A late packet of an earlier press.
                return None;
            }
            if last.event == event && !last.ended && later == u32::from(last.duration) {
                // A press longer than the duration field continues under the next timestamp.
                self.last = Some(press);
                return None;
            }
        }
        self.last = Some(press);
        key(event)
    }
}

/// The key of an event code. The fourth column (A to D) and the hook flash don't exist on callers' phones.
fn key(event: u8) -> Option<Key> {
    match event {
        0..=9 => Key::from_char(char::from(b'0' + event)),
        10 => Some(Key::Star),
        11 => Some(Key::Hash),
        _ => None,
    }
}

/// Returns the key in a SIP INFO.
///
/// Two formats are common: `application/dtmf-relay`, with lines such as `Signal=5`, and `application/dtmf`, with the
/// bare key. Some phones send the event code, so `10` is `*` and `11` is `#`.
pub(crate) fn from_info(content_type: &str, body: &[u8]) -> Option<Key> {
    let body = std::str::from_utf8(body).ok()?;
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let signal = if kind.eq_ignore_ascii_case("application/dtmf-relay") {
        body.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            name.trim().eq_ignore_ascii_case("signal").then_some(value)
        })?
    } else if kind.eq_ignore_ascii_case("application/dtmf") {
        body
    } else {
        return None;
    };
    let signal = signal.trim();
    let mut chars = signal.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Key::from_char(only),
        _ => signal.parse().ok().and_then(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: u8 = 0x80;

    /// A key press as a phone sends it: six packets of growing duration, then the end three times.
    fn press(event: u8) -> Vec<[u8; 4]> {
        let packet = |flags, duration: u16| {
            let [high, low] = duration.to_be_bytes();
            [event, flags | 10, high, low]
        };
        let mut packets: Vec<_> = (1..=6).map(|n| packet(0, n * 160)).collect();
        packets.extend([packet(END, 1_120); 3]);
        packets
    }

    fn keys(packets: impl IntoIterator<Item = (u32, u32, [u8; 4])>) -> String {
        let mut events = Events::default();
        let found = packets
            .into_iter()
            .filter_map(|(ssrc, timestamp, payload)| events.packet(ssrc, timestamp, &payload));
        found.map(Key::as_char).collect()
    }

    #[test]
    fn a_press_counts_once_whichever_packets_arrive() {
        // Every non-empty subset of the nine packets.
        for choice in 1_u32..512 {
            let chosen = press(5)
                .into_iter()
                .enumerate()
                .filter(|(index, _)| choice >> index & 1 == 1);
            assert_eq!(keys(chosen.map(|(_, packet)| (7, 800, packet))), "5");
        }
    }

    #[test]
    fn the_same_key_twice_is_two_presses() {
        let twice = |first, second| {
            let at = |time| press(9).into_iter().map(move |packet| (7, time, packet));
            keys(at(first).chain(at(second)))
        };
        assert_eq!(twice(800, 2_400), "99");
        assert_eq!(twice(u32::MAX - 10, 1_200), "99");
    }

    #[test]
    fn a_packet_that_was_overtaken_is_no_new_press() {
        let [first, second] = [press(1), press(2)];
        let late = [
            (7, 800, first[0]),
            (7, 2_400, second[0]),
            (7, 800, first[8]),
        ];
        assert_eq!(keys(late), "12");
    }

    #[test]
    fn a_press_too_long_for_one_duration_counts_once() {
        let long = [
            (7, 800, [3, 10, 0xff, 0xff]),
            (7, 800 + 0xffff, [3, 10, 0x00, 0xa0]),
        ];
        assert_eq!(keys(long), "3");
    }

    #[test]
    fn a_new_stream_begins_anew() {
        let packet = press(4)[0];
        assert_eq!(keys([(7, 800, packet), (8, 100, packet)]), "44");
    }

    #[test]
    fn what_is_no_key_is_passed_over() {
        assert_eq!(keys([(7, 800, [12, 10, 0, 160])]), "");
        assert_eq!(Events::default().packet(7, 800, &[5, 10, 0]), None);
        assert_eq!(keys([(7, 1, [10, 0, 0, 0]), (7, 2, [11, 0, 0, 0])]), "*#");
    }

    #[test]
    fn info_is_read_in_the_forms_that_phones_send() {
        let relay = "application/dtmf-relay";
        assert_eq!(
            from_info(relay, b"Signal=5\r\nDuration=160\r\n"),
            Some(Key::Five)
        );
        assert_eq!(
            from_info(relay, b"Duration = 250\nsignal = *\n"),
            Some(Key::Star)
        );
        assert_eq!(from_info(relay, b"Signal=11\r\n"), Some(Key::Hash));
        assert_eq!(
            from_info("Application/DTMF; x=y", b"#\r\n"),
            Some(Key::Hash)
        );
        for (kind, body) in [
            (relay, &b"Signal=16"[..]),
            (relay, b"Signal="),
            (relay, b"\xff"),
            ("application/dtmf", b""),
            ("text/plain", b"5"),
        ] {
            assert_eq!(from_info(kind, body), None, "{kind} {body:?}");
        }
    }
}
