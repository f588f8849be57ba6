//! String enums that accept unknown values.

/// Declares an enum over the strings that the platform documents, with a variant `Other` that keeps any other string
/// unchanged.
///
/// A string after `|` is a second spelling of the same variant.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal $(| $alias:literal)* ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that this version does not know, unchanged.
            Other(String),
        }

        impl $name {
            /// The value as the platform spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text $(| $alias)* => Self::$variant, )+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = $crate::carrier::eight_by_eight::wire::decode::Text::deserialize(deserializer)?;
                Ok(Self::from(text.as_str()))
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use crate::carrier::eight_by_eight::wire::{CallStatus, EventType};

    #[test]
    fn known_and_unknown_values_come_back_as_they_were() {
        for text in ["CALL_RECEIVED", "CALL_TELEPORTED", "", "call_received"] {
            let json = serde_json::to_string(text).unwrap();
            let status: CallStatus = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&status).unwrap(), json);
        }
        assert_eq!(CallStatus::from("CALL_RECEIVED"), CallStatus::CallReceived);
        assert_eq!(EventType::from("NEW"), EventType::Other("NEW".to_owned()));
    }

    #[test]
    fn only_strings_are_values() {
        assert!(serde_json::from_str::<CallStatus>("1").is_err());
        assert!(serde_json::from_str::<CallStatus>("null").is_err());
    }
}
