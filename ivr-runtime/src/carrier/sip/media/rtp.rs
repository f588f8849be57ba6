//! RTP packets (RFC 3550): writes ours, reads the peer's, and relays those of one leg to the other.

use rtp_rs::{RtpPacketBuilder, RtpReader, Seq};

use super::FRAME;
use super::law::Law;
use super::sound::Frame;

/// A received packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// The id of its stream.
    pub(crate) ssrc: u32,
    /// Its sequence number in the stream.
    pub(crate) sequence: u16,
    /// When its sound starts, in samples.
    pub(crate) timestamp: u32,
    /// The format of the payload.
    pub(crate) payload_type: u8,
    /// Sound, or an event.
    pub(crate) payload: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` if the datagram is not RTP.
    pub(crate) fn read(datagram: &'a [u8]) -> Option<Self> {
        let packet = RtpReader::new(datagram).ok()?;
        Some(Self {
            ssrc: packet.ssrc(),
            sequence: packet.sequence_number().into(),
            timestamp: packet.timestamp(),
            payload_type: packet.payload_type(),
            payload: packet.payload(),
        })
    }
}

/// The stream to one leg. It has its own sequence numbers and timestamps, whether the menu speaks or the other leg.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    ssrc: u32,
    /// The next packet's.
    sequence: u16,
    timestamp: u32,
    /// Whether the next packet starts a talk spurt.
    marked: bool,
    relayed: Option<Relayed>,
}

/// Where a relayed stream started, in the numbering of both legs.
#[derive(Clone, Copy, Debug)]
struct Relayed {
    ssrc: u32,
    theirs: (u16, u32),
    ours: (u16, u32),
}

/// The formats of a leg's packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// The encoding of samples.
    pub(crate) law: Law,
    /// The payload type of event packets, if keys arrive that way.
    pub(crate) events: Option<u8>,
}

impl Sender {
    /// Starts a stream. The numbers must be random (RFC 3550, section 5.1).
    pub(crate) const fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self {
            ssrc,
            sequence,
            timestamp,
            marked: true,
            relayed: None,
        }
    }

    /// The packet of the next 20 ms.
    pub(crate) fn frame(&mut self, law: Law, frame: &Frame) -> Vec<u8> {
        self.relayed = None;
        let packet = self.packet(
            (self.sequence, self.timestamp),
            law.payload_type(),
            &law.encode(frame),
        );
        self.went((self.sequence, self.timestamp), FRAME as u32);
        packet
    }

    /// Renumbers a packet of the other leg; `None` if this leg can't take its format. Gaps and order stay as they are:
    /// the phone at the end handles late packets, as it would in a direct call.
    pub(crate) fn relay(
        &mut self,
        packet: &Packet<'_>,
        from: Format,
        to: Format,
    ) -> Option<Vec<u8>> {
        let transcoded;
        let (payload_type, payload) = if Some(packet.payload_type) == from.events {
            (to.events?, packet.payload)
        } else if packet.payload_type != from.law.payload_type() {
            return None;
        } else if from.law == to.law {
            (to.law.payload_type(), packet.payload)
        } else {
            transcoded = to.law.encode(&from.law.decode(packet.payload));
            (to.law.payload_type(), &transcoded[..])
        };
        let now = (self.sequence, self.timestamp);
        let begun = *self.relayed.get_or_insert(Relayed {
            ssrc: packet.ssrc,
            theirs: (packet.sequence, packet.timestamp),
            ours: now,
        });
        let begun = if begun.ssrc == packet.ssrc {
            begun
        } else {
            *self.relayed.insert(Relayed {
                ssrc: packet.ssrc,
                theirs: (packet.sequence, packet.timestamp),
                ours: now,
            })
        };
        let sequence = packet.sequence.wrapping_sub(begun.theirs.0);
        let timestamp = packet.timestamp.wrapping_sub(begun.theirs.1);
        let at = (
            begun.ours.0.wrapping_add(sequence),
            begun.ours.1.wrapping_add(timestamp),
        );
        let sent = self.packet(at, payload_type, payload);
        self.went(at, FRAME as u32);
        Some(sent)
    }

    /// Remembers the furthest packet sent, which the next one follows.
    fn went(&mut self, (sequence, timestamp): (u16, u32), samples: u32) {
        self.marked = false;
        let (next, end) = (sequence.wrapping_add(1), timestamp.wrapping_add(samples));
        if next.wrapping_sub(self.sequence) < u16::MAX / 2 {
            self.sequence = next;
        }
        if end.wrapping_sub(self.timestamp) < u32::MAX / 2 {
            self.timestamp = end;
        }
    }

    fn packet(
        &self,
        (sequence, timestamp): (u16, u32),
        payload_type: u8,
        payload: &[u8],
    ) -> Vec<u8> {
        let packet = RtpPacketBuilder::new()
            .ssrc(self.ssrc)
            .sequence(Seq::from(sequence))
            .timestamp(timestamp)
            .payload_type(payload_type)
            .marked(self.marked)
            .payload(payload)
            .build();
        // The payload type is below 128 and there is no extension, so writing can't fail.
        packet.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MU: Format = Format {
        law: Law::Mu,
        events: Some(101),
    };
    const A: Format = Format {
        law: Law::A,
        events: Some(96),
    };

    fn places(packets: &[Vec<u8>]) -> Vec<(u16, u32)> {
        let place = |packet: &Vec<u8>| {
            let packet = Packet::read(packet).unwrap();
            (packet.sequence, packet.timestamp)
        };
        packets.iter().map(place).collect()
    }

    #[test]
    fn frames_follow_each_other_across_the_ends_of_their_numbers() {
        let mut sender = Sender::new(7, u16::MAX, u32::MAX - 159);
        let sent: Vec<_> = (0..3).map(|_| sender.frame(Law::A, &[0; FRAME])).collect();
        let begin = (u16::MAX, u32::MAX - 159);
        assert_eq!(places(&sent), [begin, (0, 0), (1, 160)]);
        let first = Packet::read(&sent[0]).unwrap();
        assert_eq!((first.ssrc, first.payload_type), (7, 8));
        assert_eq!(first.payload, [0xd5; FRAME]);
        let marked = |packet: &[u8]| packet[1] & 0x80 != 0;
        assert_eq!([marked(&sent[0]), marked(&sent[1])], [true, false]);
    }

    #[test]
    fn what_is_passed_on_keeps_its_gaps_and_its_order() {
        let mut them = Sender::new(9, 500, 9_000);
        let theirs: Vec<_> = (0..4)
            .map(|_| them.frame(Law::Mu, &[1_000; FRAME]))
            .collect();
        let mut us = Sender::new(7, 10, 1_600);
        us.frame(Law::A, &[0; FRAME]);
        // The second packet is lost, and the last two swap places.
        let passed: Vec<_> = [0, 3, 2]
            .iter()
            .filter_map(|at| us.relay(&Packet::read(&theirs[*at])?, MU, A))
            .collect();
        assert_eq!(places(&passed), [(11, 1_760), (14, 2_240), (13, 2_080)]);
        let heard = Law::A.decode(Packet::read(&passed[0]).unwrap().payload);
        assert!(heard.iter().all(|sample| (950..1_050).contains(sample)));
        // What the menu says next follows all of it.
        assert_eq!(places(&[us.frame(Law::A, &[0; FRAME])]), [(15, 2_400)]);
    }

    #[test]
    fn keys_are_passed_on_under_the_other_legs_number_or_not_at_all() {
        let key = Packet {
            ssrc: 9,
            sequence: 1,
            timestamp: 160,
            payload_type: 101,
            payload: &[5, 10, 0, 160],
        };
        let mut us = Sender::new(7, 0, 0);
        let passed = us.relay(&key, MU, A).unwrap();
        let passed = Packet::read(&passed).unwrap();
        assert_eq!((passed.payload_type, passed.payload), (96, key.payload));
        let without = Format { events: None, ..A };
        assert_eq!(us.relay(&key, MU, without), None);
        let other = Packet {
            payload_type: 3,
            ..key
        };
        assert_eq!(us.relay(&other, MU, A), None);
    }

    #[test]
    fn what_is_no_packet_is_passed_over() {
        for datagram in [&b""[..], b"OPTIONS sip:menu@host", &[0x80; 11], &[0xbf; 14]] {
            assert_eq!(Packet::read(datagram), None);
        }
    }
}
