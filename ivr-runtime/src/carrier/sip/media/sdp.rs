//! Session descriptions (RFC 8866): where media is sent, and in which format (RFC 3264).

use std::net::{IpAddr, SocketAddr};

use sdp_types::{Attribute, Connection, Media, MediaType, Origin, RtpMap, Session, TransportProto};

use super::law::Law;
use super::rtp::Format;

/// The media of the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remote {
    /// Where it receives.
    pub(crate) address: SocketAddr,
    /// The formats it sends and receives.
    pub(crate) format: Format,
    /// Whether it receives at the moment; on hold it does not.
    pub(crate) listens: bool,
}

/// Why a description is not usable.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SdpError {
    /// It can't be parsed.
    #[error("the session description can't be read: {0}")]
    Format(String),
    /// It offers only video, text or encrypted media.
    #[error("the session description has no audio over plain RTP")]
    NoAudio,
    /// It offers no format that we support.
    #[error("the session description has neither PCMU nor PCMA")]
    NoLaw,
    /// It has a host name or nothing instead of an IP address.
    #[error("the session description has no address for audio")]
    NoAddress,
}

/// Our media.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Local {
    /// Where we receive.
    pub(crate) address: SocketAddr,
    /// The id of the description.
    pub(crate) session: u32,
    /// The number of changes to the description.
    pub(crate) version: u64,
}

/// The payload type that we offer for event packets.
const EVENTS: u8 = 101;

/// Reads the peer's media from an offer or an answer.
///
/// # Errors
/// If it contains no audio that we can send.
pub(crate) fn read(description: &[u8]) -> Result<Remote, SdpError> {
    remote(&parse(description)?).map(|(_, remote)| remote)
}

/// Answers an offer: accepts one audio stream, and refuses every other stream in its place.
///
/// # Errors
/// If it contains no audio that we can send.
pub(crate) fn answer(offer: &[u8], local: Local) -> Result<(Remote, Vec<u8>), SdpError> {
    let offer = parse(offer)?;
    let (chosen, remote) = remote(&offer)?;
    let mut answer = session(local);
    for (index, theirs) in offer.medias.iter().enumerate() {
        answer.medias.push(if index == chosen {
            let direction = match direction(&offer, theirs) {
                "sendonly" => "recvonly",
                "recvonly" => "sendonly",
                "inactive" => "inactive",
                _ => "sendrecv",
            };
            audio(
                local.address.port(),
                &[remote.format.law],
                remote.format.events,
                direction,
            )
        } else {
            Media {
                port: 0,
                num_ports: None,
                media_title: None,
                connections: Vec::new(),
                bandwidths: Vec::new(),
                key: None,
                attributes: Vec::new(),
                ..theirs.clone()
            }
        });
    }
    Ok((remote, written(&answer)))
}

/// Describes our media in an offer.
pub(crate) fn offer(local: Local) -> Vec<u8> {
    let mut offer = session(local);
    let port = local.address.port();
    offer
        .medias
        .push(audio(port, &[Law::A, Law::Mu], Some(EVENTS), "sendrecv"));
    written(&offer)
}

fn parse(description: &[u8]) -> Result<Session, SdpError> {
    Session::parse(description).map_err(|error| SdpError::Format(error.to_string()))
}

/// Finds the first usable audio stream, and its index.
fn remote(session: &Session) -> Result<(usize, Remote), SdpError> {
    let is_plain_audio = |media: &Media| {
        media.media == "audio" && matches!(&*media.proto, "RTP/AVP" | "RTP/AVPF") && media.port != 0
    };
    let (index, media) = session
        .medias
        .iter()
        .enumerate()
        .find(|(_, media)| is_plain_audio(media))
        .ok_or(SdpError::NoAudio)?;
    let connection = media.connections.first().or(session.connection.as_ref());
    let ip: IpAddr = connection
        .and_then(|connection| connection.connection_address.parse().ok())
        .ok_or(SdpError::NoAddress)?;
    let law = media
        .fmt
        .split_ascii_whitespace()
        .find_map(|format| Law::of(format.parse().ok()?))
        .ok_or(SdpError::NoLaw)?;
    let events = media
        .get_attribute_values("rtpmap")
        .filter_map(|value| value?.parse::<RtpMap>().ok())
        .find(|map| {
            map.encoding_name.eq_ignore_ascii_case("telephone-event") && map.clock_rate == 8_000
        });
    let listens =
        !ip.is_unspecified() && !matches!(direction(session, media), "sendonly" | "inactive");
    let remote = Remote {
        address: SocketAddr::new(ip, media.port),
        format: Format {
            law,
            events: events.map(|map| map.payload_type),
        },
        listens,
    };
    Ok((index, remote))
}

fn direction<'a>(session: &'a Session, media: &'a Media) -> &'a str {
    let of = |attributes: &'a [Attribute]| {
        attributes
            .iter()
            .map(|attribute| attribute.attribute.as_str())
            .find(|name| matches!(*name, "sendrecv" | "sendonly" | "recvonly" | "inactive"))
    };
    of(&media.attributes)
        .or_else(|| of(&session.attributes))
        .unwrap_or("sendrecv")
}

fn session(local: Local) -> Session {
    let ip = local.address.ip();
    let origin = Origin::with_ip_addr(local.session, local.version, ip);
    let mut session = Session::new(origin, "-");
    session.connection = Some(Connection::from_ip_addr(ip));
    session
}

fn audio(port: u16, laws: &[Law], events: Option<u8>, direction: &str) -> Media {
    let types = laws.iter().map(|law| law.payload_type()).chain(events);
    let formats: Vec<String> = types.map(|format| format.to_string()).collect();
    let mut media = Media::new(
        MediaType::Audio,
        port,
        TransportProto::RtpAvp,
        formats.join(" "),
    );
    for law in laws {
        let map = RtpMap::new(law.payload_type(), law.name(), 8_000);
        media.add_attribute_with_value("rtpmap", map);
    }
    if let Some(events) = events {
        media.add_attribute_with_value("rtpmap", RtpMap::new(events, "telephone-event", 8_000));
        media.add_attribute_with_value("fmtp", format!("{events} 0-11"));
    }
    media.add_attribute_with_value("ptime", "20");
    media.add_attribute_from_str(direction);
    media
}

fn written(session: &Session) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing to memory can't fail.
    let _ = session.write(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: Local = Local {
        address: SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 4_000),
        session: 9,
        version: 1,
    };

    /// An offer of baresip, preceded by a video stream.
    const OFFER: &str = "v=0\r\no=- 3911 2 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n\
        m=video 5008 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\n\
        m=audio 5006 RTP/AVP 9 8 0 96\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\n\
        a=rtpmap:0 PCMU/8000\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=sendrecv\r\n";

    fn text(written: Vec<u8>) -> String {
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn the_first_law_of_an_offer_is_taken_and_what_else_there_is_refused() {
        let (remote, answer) = answer(OFFER.as_bytes(), LOCAL).unwrap();
        let expected = Remote {
            address: "192.0.2.7:5006".parse().unwrap(),
            format: Format {
                law: Law::A,
                events: Some(96),
            },
            listens: true,
        };
        assert_eq!(remote, expected);
        assert_eq!(
            text(answer),
            "v=0\r\no=- 9 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=video 0 RTP/AVP 97\r\nm=audio 4000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\n\
             a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-11\r\na=ptime:20\r\na=sendrecv\r\n"
        );
    }

    #[test]
    fn who_puts_us_on_hold_is_sent_nothing() {
        for (held, answered) in [("sendonly", "recvonly"), ("inactive", "inactive")] {
            let offer = OFFER.replace("sendrecv", held);
            let (remote, answer) = answer(offer.as_bytes(), LOCAL).unwrap();
            assert!(!remote.listens);
            assert!(text(answer).contains(&format!("a={answered}\r\n")));
        }
        let old = OFFER.replace("c=IN IP4 192.0.2.7", "c=IN IP4 0.0.0.0");
        assert!(!read(old.as_bytes()).unwrap().listens);
    }

    #[test]
    fn an_offer_of_ours_can_be_answered() {
        let remote = read(&offer(LOCAL)).unwrap();
        assert_eq!(remote.address, LOCAL.address);
        assert_eq!(remote.format.law, Law::A);
        assert_eq!(remote.format.events, Some(EVENTS));
    }

    #[test]
    fn what_we_could_not_send_is_refused_with_why() {
        let refused = |from: &str, to: &str| read(OFFER.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(refused("9 8 0 96", "9 96"), SdpError::NoLaw);
        assert_eq!(
            refused("m=audio 5006 RTP/AVP", "m=audio 5006 RTP/SAVP"),
            SdpError::NoAudio
        );
        assert_eq!(refused("m=audio 5006", "m=audio 0"), SdpError::NoAudio);
        assert_eq!(
            refused("c=IN IP4 192.0.2.7", "c=IN IP4 phone.example"),
            SdpError::NoAddress
        );
        assert!(matches!(read(b"hello"), Err(SdpError::Format(_))));
    }
}
