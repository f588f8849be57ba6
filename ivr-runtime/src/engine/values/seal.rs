//! Seals values for one state of one call.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{BEHIND, Sealed};

const KEY_LENGTH: usize = 32;

/// Seals and unseals the values of calls. All servers of a tree need the same key.
pub struct Sealer {
    cipher: LessSafeKey,
    nonces: hmac::Key,
    secret: [u8; KEY_LENGTH],
}

/// Why a [`Sealer`] could not be created.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealKeyError {
    /// No random numbers could be generated.
    #[error("could not generate random numbers")]
    NoRandom,
    /// The key in the store has been altered.
    #[error(
        "the key that seals calls' values is damaged; delete the row `state` of the table \
         `ivr_secrets` to generate a new one"
    )]
    Damaged,
}

/// Why values can't be sealed or unsealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// A value can't be serialised to JSON.
    #[error("a value can't be serialised")]
    Unwritable(#[source] serde_json::Error),
    /// Longer than the carrier can return.
    #[error(
        "what the call remembers takes {length} characters, but the carrier allows only {limit}"
    )]
    TooLong {
        /// The length, including the state and the seal.
        length: usize,
        /// The carrier's limit.
        limit: usize,
    },
    /// Sealed with another key, for another call or state, or damaged in transit.
    #[error("what the call remembers was not sealed here for this call and this state")]
    Foreign,
    /// Sealed by a tree that declares other types.
    #[error("what the call remembers has other types than the tree declares")]
    Unreadable(#[source] serde_json::Error),
}

impl Sealer {
    /// A sealer with a new key.
    ///
    /// # Errors
    /// If no random numbers can be generated.
    pub fn random() -> Result<Self, SealKeyError> {
        let mut secret = [0; KEY_LENGTH];
        let drawn = SystemRandom::new().fill(&mut secret);
        drawn.map_err(|_| SealKeyError::NoRandom)?;
        Self::new(secret)
    }

    /// A sealer with a key from [`key`](Self::key).
    ///
    /// # Errors
    /// If it is not a valid key.
    pub fn from_key(key: &str) -> Result<Self, SealKeyError> {
        let bytes = URL_SAFE_NO_PAD.decode(key).ok();
        let secret = bytes.and_then(|bytes| bytes.try_into().ok());
        Self::new(secret.ok_or(SealKeyError::Damaged)?)
    }

    /// The key. Keep it where only this tree's servers can read it.
    pub fn key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.secret)
    }

    fn new(secret: [u8; KEY_LENGTH]) -> Result<Self, SealKeyError> {
        // Derives a separate key for each use.
        let root = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let cipher = UnboundKey::new(&CHACHA20_POLY1305, hmac::sign(&root, b"seal").as_ref());
        Ok(Self {
            cipher: LessSafeKey::new(cipher.map_err(|_| SealKeyError::Damaged)?),
            nonces: hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&root, b"nonce").as_ref()),
            secret,
        })
    }

    /// The id of a state, with sealed values.
    ///
    /// # Errors
    /// If a value can't be serialised.
    pub fn seal<V: Serialize + ?Sized>(
        &self,
        session: &str,
        state: &str,
        values: &V,
    ) -> Result<String, SealError> {
        let mut text = serde_json::to_vec(values).map_err(SealError::Unwritable)?;
        // A tree without values, or a call that has set none yet.
        if matches!(text.as_slice(), b"null" | b"{}") {
            return Ok(state.to_owned());
        }
        let of = belongs_to(session, state);
        let mut hash = hmac::Context::with_key(&self.nonces);
        hash.update(&of);
        hash.update(&text);
        let mut sealed = Vec::with_capacity(NONCE_LEN + text.len() + CHACHA20_POLY1305.tag_len());
        sealed.extend(hash.sign().as_ref().iter().take(NONCE_LEN));
        let nonce = Nonce::try_assume_unique_for_key(&sealed).map_err(|_| SealError::Foreign)?;
        self.cipher
            .seal_in_place_append_tag(nonce, Aad::from(of), &mut text)
            .map_err(|_| SealError::Foreign)?;
        sealed.extend(text);
        let sealed = URL_SAFE_NO_PAD.encode(sealed);
        Ok(format!("{state}{BEHIND}{sealed}"))
    }

    /// Unseals the values; none if the event carried none.
    ///
    /// # Errors
    /// If they were not sealed with this key for this call and id.
    pub fn open<V: DeserializeOwned + Default>(
        &self,
        session: &str,
        sealed: Option<Sealed<'_>>,
    ) -> Result<V, SealError> {
        let Some(Sealed { state, values }) = sealed else {
            return Ok(V::default());
        };
        let mut sealed = URL_SAFE_NO_PAD
            .decode(values)
            .map_err(|_| SealError::Foreign)?;
        let Some((nonce, text)) = sealed.split_at_mut_checked(NONCE_LEN) else {
            return Err(SealError::Foreign);
        };
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Foreign)?;
        let of = Aad::from(belongs_to(session, state));
        let text = self.cipher.open_in_place(nonce, of, text);
        serde_json::from_slice(text.map_err(|_| SealError::Foreign)?).map_err(SealError::Unreadable)
    }
}

/// Identifies one state of one call, so that sealed values can't be replayed for another.
fn belongs_to(session: &str, state: &str) -> Vec<u8> {
    // The length delimits the two.
    let mut name = session.len().to_be_bytes().to_vec();
    name.extend(session.bytes().chain(state.bytes()));
    name
}

/// Omits the key.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::split;
    use super::*;
    use crate::menu::Digits;

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Values {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guests: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<Digits>,
    }

    fn values() -> Values {
        Values {
            guests: Some(4),
            pin: Digits::new("4071"),
        }
    }

    fn open(sealer: &Sealer, session: &str, id: &str) -> Result<Values, SealError> {
        sealer.open(session, split(id).1)
    }

    #[test]
    fn what_is_sealed_opens_again_for_the_same_state_of_the_same_call_alone() {
        let sealer = Sealer::random().unwrap();
        let id = sealer.seal("s-1", "day", &values()).unwrap();
        assert_eq!(open(&sealer, "s-1", &id).unwrap(), values());
        // After a restart, on another server.
        let twin = Sealer::from_key(&sealer.key()).unwrap();
        assert_eq!(open(&twin, "s-1", &id).unwrap(), values());

        let elsewhere = id.replace("day~~", "pay~~");
        let stranger = Sealer::random().unwrap();
        for (sealer, session, id) in [
            (&sealer, "s-2", id.as_str()),
            (&sealer, "s-1", elsewhere.as_str()),
            // Moves a character from the session to the state.
            (&sealer, "s-", &id.replace("day~~", "1day~~")),
            (&stranger, "s-1", &id),
        ] {
            let refused = open(sealer, session, id);
            assert!(matches!(refused, Err(SealError::Foreign)), "{refused:?}");
        }
    }

    #[test]
    fn no_bit_of_it_can_be_changed() {
        let sealer = Sealer::random().unwrap();
        let id = sealer.seal("s-1", "day", &values()).unwrap();
        let (_, sealed) = id.split_once(BEHIND).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(sealed).unwrap();
        let opens = |sealed: &str| open(&sealer, "s-1", &format!("day{BEHIND}{sealed}")).is_ok();
        assert!(opens(sealed));
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let forged = URL_SAFE_NO_PAD.encode(forged);
            assert!(!opens(&forged));
        }
        for cut in 0..bytes.len() {
            let short = URL_SAFE_NO_PAD.encode(&bytes[..cut]);
            assert!(!opens(&short));
        }
        assert!(!opens("no base64!"));
    }

    #[test]
    fn nothing_of_it_can_be_read_and_the_same_is_sealed_the_same() {
        let sealer = Sealer::random().unwrap();
        let id = sealer.seal("s-1", "day", &values()).unwrap();
        assert!(!id.contains("4071"));
        assert_eq!(sealer.seal("s-1", "day", &values()).unwrap(), id);
        let other = Values {
            guests: Some(5),
            ..values()
        };
        assert_ne!(sealer.seal("s-1", "day", &other).unwrap(), id);
        assert_ne!(sealer.seal("s-2", "day", &values()).unwrap(), id);
    }

    #[test]
    fn who_remembers_nothing_travels_light() {
        let sealer = Sealer::random().unwrap();
        assert_eq!(
            sealer.seal("s-1", "day", &Values::default()).unwrap(),
            "day"
        );
        assert_eq!(sealer.seal("s-1", "day", &()).unwrap(), "day");
        assert_eq!(open(&sealer, "s-1", "day").unwrap(), Values::default());
    }

    #[test]
    fn a_key_is_whole_or_none() {
        for damaged in ["", "abc", "????"] {
            assert!(matches!(
                Sealer::from_key(damaged),
                Err(SealKeyError::Damaged)
            ));
        }
    }
}
