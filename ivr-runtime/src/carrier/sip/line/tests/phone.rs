//! A phone made of the same SIP stack: it calls, listens and presses keys.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::EndpointBuilder;
use rsipstack::dialog::authenticate::Credential;
use rsipstack::dialog::dialog::{Dialog, DialogState, DialogStateReceiver};
use rsipstack::dialog::dialog_layer::DialogLayer;
use rsipstack::dialog::invitation::InviteOption;
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{Header, Scheme, StatusCode, Uri};
use rsipstack::transaction::Endpoint;
use rsipstack::transaction::transaction::Transaction;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipConnection, TransportLayer};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::sleep;

use super::super::Trunk;
use super::super::call::is_acknowledged;
use super::super::respond::is_description;
use crate::carrier::sip::media::{FRAME, Law, Local, Packet, Remote, answer, offer, read};

/// How a phone sends keys.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    Packets,
    Info,
}

/// How a phone reacts to a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Called {
    Answers,
    IsBusy,
    Rings,
}

/// A phone on a socket of its own.
pub(super) struct Phone {
    endpoint: Endpoint,
    layer: Arc<DialogLayer>,
    contact: Uri,
    credential: Option<Credential>,
    sound: UdpSocket,
    incoming: UnboundedReceiver<Transaction>,
}

/// A call that was answered.
pub(super) struct PhoneCall {
    dialog: InviteDialog,
    states: DialogStateReceiver,
    phone: Phone,
    remote: Remote,
    sent: u16,
}

impl Phone {
    pub(super) async fn on(address: &str) -> Self {
        let transport = TransportLayer::new(CancellationToken::new());
        let listen = format!("{address}:0").parse().unwrap();
        let udp = UdpConnection::create_connection(listen, None, None)
            .await
            .unwrap();
        let udp = SipConnection::from(udp);
        let host = udp.get_addr().addr.clone();
        transport.add_transport(udp);
        let endpoint = EndpointBuilder::new()
            .with_transport_layer(transport)
            .build();
        let layer = Arc::new(DialogLayer::new(endpoint.inner.clone()));
        let (serve, dialogs) = (endpoint.inner.clone(), Arc::clone(&layer));
        tokio::spawn(async move { serve.serve().await });
        let mut received = endpoint.incoming_transactions().unwrap();
        let (sender, incoming) = unbounded_channel();
        tokio::spawn(async move {
            while let Some(mut transaction) = received.recv().await {
                if let Some(Dialog::Invite(mut dialog)) = dialogs.match_dialog(&transaction) {
                    tokio::spawn(async move { dialog.handle(&mut transaction).await });
                } else {
                    sender.send(transaction).unwrap();
                }
            }
        });
        Self {
            endpoint,
            layer,
            contact: Uri {
                scheme: Some(Scheme::Sip),
                host_with_port: host,
                ..Uri::default()
            },
            credential: None,
            sound: UdpSocket::bind((address, 0)).await.unwrap(),
            incoming,
        }
    }

    /// The phone's own URI.
    pub(super) const fn contact(&self) -> &Uri {
        &self.contact
    }

    /// Waits for the next request outside of a call.
    pub(super) async fn is_asked(&mut self) -> Transaction {
        self.incoming.recv().await.unwrap()
    }

    /// The phone as a trunk that carries calls.
    pub(super) fn as_trunk(&self) -> Trunk {
        self.contact.to_string().parse().unwrap()
    }

    /// Waits for a call and returns the number that was called, and the call once it is acknowledged.
    pub(super) async fn waits_for_a_call(mut self, does: Called) -> (String, Option<PhoneCall>) {
        let mut transaction = self.incoming.recv().await.unwrap();
        let invite = &transaction.original;
        let called = invite.uri.user().unwrap().to_owned();
        let local = Local {
            address: self.sound.local_addr().unwrap(),
            session: 2,
            version: 1,
        };
        let (remote, description) = answer(&invite.body, local).unwrap();
        let (sender, mut states) = self.layer.new_dialog_state_channel();
        let contact = Some(self.contact.clone());
        let dialog = self
            .layer
            .get_or_create_server_invite(&transaction, sender, None, contact);
        let (dialog, mut handled) = (dialog.as_ref().unwrap().clone(), dialog.unwrap());
        tokio::spawn(async move { handled.handle(&mut transaction).await });
        dialog.ringing(None, None).unwrap();
        match does {
            Called::Answers => {
                let headers = Some(vec![is_description()]);
                dialog.accept(headers, Some(description)).unwrap();
                assert!(is_acknowledged(&mut states).await);
                let call = PhoneCall {
                    dialog,
                    states,
                    phone: self,
                    remote,
                    sent: 0,
                };
                (called, Some(call))
            }
            Called::IsBusy => {
                dialog.reject(Some(StatusCode::BusyHere), None).unwrap();
                // Until the refusal is acknowledged.
                sleep(Duration::from_millis(200)).await;
                (called, None)
            }
            Called::Rings => {
                while let Some(state) = states.recv().await {
                    if matches!(state, DialogState::Terminated(..)) {
                        break;
                    }
                }
                (called, None)
            }
        }
    }

    pub(super) fn with_password(mut self, name: &str, password: &str) -> Self {
        self.credential = Some(Credential {
            username: name.to_owned(),
            password: password.to_owned(),
            ..Credential::default()
        });
        self
    }

    /// Calls; returns the SIP code if nobody answers.
    pub(super) async fn calls(self, uri: &str) -> Result<PhoneCall, u16> {
        let local = Local {
            address: self.sound.local_addr().unwrap(),
            session: 1,
            version: 1,
        };
        let option = InviteOption {
            caller: self.contact.clone(),
            callee: Uri::try_from(uri).unwrap(),
            contact: self.contact.clone(),
            credential: self.credential.clone(),
            content_type: Some("application/sdp".to_owned()),
            offer: Some(offer(local)),
            ..InviteOption::default()
        };
        let (sender, states) = self.layer.new_dialog_state_channel();
        let (dialog, response) = self.layer.do_invite(option, sender).await.unwrap();
        let response = response.unwrap();
        if response.status_code != StatusCode::OK {
            return Err(response.status_code.code());
        }
        Ok(PhoneCall {
            dialog,
            states,
            remote: read(&response.body).unwrap(),
            phone: self,
            sent: 0,
        })
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.endpoint.shutdown();
    }
}

impl PhoneCall {
    /// Whether anything but silence is heard.
    pub(super) async fn hears_sound(&mut self) -> bool {
        for _ in 0..100 {
            let mut datagram = [0; 1_500];
            let received = self.phone.sound.recv(&mut datagram).await.unwrap();
            let packet = Packet::read(&datagram[..received]).unwrap();
            assert_eq!(packet.payload.len(), FRAME);
            let law = Law::of(packet.payload_type).unwrap();
            if law
                .decode(packet.payload)
                .iter()
                .any(|sample| *sample > 1_000)
            {
                return true;
            }
        }
        false
    }

    pub(super) async fn presses(&mut self, key: char, keys: Keys) {
        match keys {
            Keys::Info => {
                let body = format!("Signal={key}\r\nDuration=160\r\n");
                let kind = Header::ContentType("application/dtmf-relay".into());
                let told = self.dialog.info(Some(vec![kind]), Some(body.into_bytes()));
                assert_eq!(told.await.unwrap().unwrap().status_code, StatusCode::OK);
            }
            Keys::Packets => {
                let event = key.to_digit(10).unwrap() as u8;
                let timestamp = u32::from(self.sent) * 160;
                for (flags, duration) in [
                    (0, 160_u16),
                    (0, 320),
                    (0x80, 480),
                    (0x80, 480),
                    (0x80, 480),
                ] {
                    let [high, low] = duration.to_be_bytes();
                    let packet = rtp_rs::RtpPacketBuilder::new()
                        .ssrc(7)
                        .sequence(self.sent.into())
                        .timestamp(timestamp)
                        .payload_type(self.remote.format.events.unwrap())
                        .payload(&[event, flags, high, low])
                        .build()
                        .unwrap();
                    self.sent += 1;
                    let to = self.remote.address;
                    self.phone.sound.send_to(&packet, to).await.unwrap();
                }
            }
        }
    }

    /// Sends this number of packets at this loudness.
    pub(super) async fn says(&mut self, loud: i16, packets: u16) {
        for _ in 0..packets {
            let law = self.remote.format.law;
            let packet = rtp_rs::RtpPacketBuilder::new()
                .ssrc(7)
                .sequence(self.sent.into())
                .timestamp(u32::from(self.sent) * 160)
                .payload_type(law.payload_type())
                .payload(&law.encode(&[loud; FRAME]))
                .build()
                .unwrap();
            self.sent += 1;
            let to = self.remote.address;
            self.phone.sound.send_to(&packet, to).await.unwrap();
        }
    }

    /// Waits until sound of this loudness is heard.
    pub(super) async fn hears(&mut self, loud: i16) {
        loop {
            let mut datagram = [0; 1_500];
            let received = self.phone.sound.recv(&mut datagram).await.unwrap();
            let packet = Packet::read(&datagram[..received]).unwrap();
            let Some(law) = Law::of(packet.payload_type) else {
                continue;
            };
            let about = |sample: &i16| sample.abs_diff(loud) < 300;
            if law.decode(packet.payload).iter().all(about) {
                return;
            }
        }
    }

    /// Waits until this key arrives as an event packet.
    pub(super) async fn hears_key(&mut self, event: u8) {
        loop {
            let mut datagram = [0; 1_500];
            let received = self.phone.sound.recv(&mut datagram).await.unwrap();
            let packet = Packet::read(&datagram[..received]).unwrap();
            if Some(packet.payload_type) == self.remote.format.events {
                assert_eq!(packet.payload[0], event);
                return;
            }
        }
    }

    pub(super) async fn hangs_up(&mut self) {
        self.dialog.bye().await.unwrap();
    }

    pub(super) async fn is_hung_up_on(&mut self) {
        while let Some(state) = self.states.recv().await {
            if matches!(state, DialogState::Terminated(..)) {
                return;
            }
        }
    }
}
