//! The audio codec G.711: one byte per sample, in one of two encodings.

use audio_codec::pcma::{PcmaDecoder, PcmaEncoder};
use audio_codec::pcmu::{PcmuDecoder, PcmuEncoder};
use audio_codec::{Decoder, Encoder};

/// The encoding of samples. Its payload type is fixed (RFC 3551, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// µ-law (PCMU): North America and Japan.
    Mu,
    /// A-law (PCMA): everywhere else.
    A,
}

impl Law {
    /// The encoding of a payload type.
    pub(crate) const fn of(payload_type: u8) -> Option<Self> {
        match payload_type {
            0 => Some(Self::Mu),
            8 => Some(Self::A),
            _ => None,
        }
    }

    /// The payload type of its packets.
    pub(crate) const fn payload_type(self) -> u8 {
        match self {
            Self::Mu => 0,
            Self::A => 8,
        }
    }

    /// Its name in session descriptions.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mu => "PCMU",
            Self::A => "PCMA",
        }
    }

    /// Encodes samples.
    pub(crate) fn encode(self, samples: &[i16]) -> Vec<u8> {
        match self {
            Self::Mu => PcmuEncoder::new().encode(samples),
            Self::A => PcmaEncoder::new().encode(samples),
        }
    }

    /// Decodes samples.
    pub(crate) fn decode(self, payload: &[u8]) -> Vec<i16> {
        match self {
            Self::Mu => PcmuDecoder::new().decode(payload),
            Self::A => PcmaDecoder::new().decode(payload),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_standard() {
        // ITU-T G.711, tables 1 and 2: silence, and the ends of the range.
        assert_eq!(Law::Mu.encode(&[0, i16::MAX, i16::MIN]), [0xff, 0x80, 0x00]);
        assert_eq!(Law::A.encode(&[0, i16::MAX, i16::MIN]), [0xd5, 0xaa, 0x2a]);
    }

    #[test]
    fn every_byte_comes_back_as_the_same_sound() {
        /// The smallest step of A-law; the codec rounds zero to either side of it.
        const STEP: u16 = 16;
        for law in [Law::Mu, Law::A] {
            assert_eq!(Law::of(law.payload_type()), Some(law));
            let bytes: Vec<u8> = (0..=u8::MAX).collect();
            let samples = law.decode(&bytes);
            let again = law.decode(&law.encode(&samples));
            for (byte, (sample, again)) in bytes.iter().zip(samples.iter().zip(&again)) {
                assert!(sample.abs_diff(*again) <= STEP, "{law:?} {byte:#x}");
            }
        }
    }
}
