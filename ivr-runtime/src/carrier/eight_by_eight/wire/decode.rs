//! Parses what the platform sends: strictly where it decides a call, leniently elsewhere.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, Deserializer, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde_json::value::RawValue;

/// Why a body from the platform can't be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It is not JSON at all.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// It is JSON, but a field that decides the call has the wrong type or is missing.
    #[error("{}: {problem}", Place(.field))]
    Shape {
        /// The path of the field, such as `payload.eventData.dtmf`; empty for the whole body.
        field: String,
        /// What was found and what was expected.
        problem: String,
    },
}

struct Place<'a>(&'a str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => f.write_str("the body"),
            field => write!(f, "field `{field}`"),
        }
    }
}

/// Parses a whole body as one JSON object.
pub(super) fn decode<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    // Validated once for the whole body: serde_json does not validate the strings that it skips.
    let text = std::str::from_utf8(body).map_err(|e| DecodeError::NotJson(e.to_string()))?;
    // Some clients write a byte order mark, which JSON does not allow.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<Object<T>>(text) {
        Ok(Object(value)) => Ok(value),
        Err(error) => Err(explain::<T>(text, &error)),
    }
}

/// Parses the body again to locate the error. Only errors pay for this.
fn explain<'de, T: Deserialize<'de>>(text: &'de str, error: &serde_json::Error) -> DecodeError {
    // A wrong type may precede the place where the body stops being JSON.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return DecodeError::NotJson(error.to_string());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let field = match serde_path_to_error::deserialize::<_, Object<T>>(&mut deserializer) {
        Err(located) if located.path().iter().next().is_some() => located.path().to_string(),
        _ => String::new(),
    };
    DecodeError::Shape {
        field,
        problem: error.to_string(),
    }
}

/// A value that must be a JSON object. Serde's own structs also accept arrays.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Object)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A field that must be an object.
pub(super) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// A field that is either a string or an object. `null`, `""` and `[]` mean that it is absent.
pub(super) fn optional<'de, D, T>(
    deserializer: D,
    expected: &'static str,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + From<Cow<'de, str>>,
{
    struct Either<T>(&'static str, PhantomData<T>);

    impl<'de, T: Deserialize<'de> + From<Cow<'de, str>>> Visitor<'de> for Either<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }

        fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok((!text.is_empty()).then(|| Cow::Borrowed(text).into()))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok((!text.is_empty()).then(|| Cow::<str>::Owned(text.to_owned()).into()))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            empty(list, &self).map(|()| None)
        }
    }

    deserializer.deserialize_any(Either(expected, PhantomData))
}

/// Accepts an empty list; one with elements is of a wrong type.
pub(super) fn empty<'de, A: SeqAccess<'de>>(
    mut list: A,
    expected: &dyn Expected,
) -> Result<(), A::Error> {
    match list.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, expected)),
    }
}

/// A string that is borrowed from the body unless it contains escapes. Serde's own `Option<Cow<str>>` always copies.
pub(super) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// A field that must be a string. `null`, `""` and `[]` mean that it is absent.
pub(super) fn text<'de, D>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error>
where
    D: Deserializer<'de>,
{
    struct OptionalText;

    impl<'de> Visitor<'de> for OptionalText {
        type Value = Option<Cow<'de, str>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok((!text.is_empty()).then_some(Cow::Borrowed(text)))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok((!text.is_empty()).then(|| Cow::Owned(text.to_owned())))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            empty(list, &self).map(|()| None)
        }
    }

    deserializer.deserialize_any(OptionalText)
}

/// An informational number, with or without quotation marks; anything else counts as absent.
pub(super) fn lenient_number<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    Ok(serde_json::from_str(raw.trim_matches('"').trim()).ok())
}

/// An informational field; anything but a `T` counts as absent.
pub(super) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    // Through the raw text, so that even a number that fits no type is harmless.
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    if raw == r#""""# {
        return Ok(None);
    }
    Ok(serde_json::from_str(raw).ok())
}

/// An informational string; anything else counts as absent.
pub(super) fn lenient_text<'de, D>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error>
where
    D: Deserializer<'de>,
{
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    let quoted = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    Ok(match quoted {
        Some("") => None,
        // Without an escape, the string can be borrowed.
        Some(text) if !text.contains('\\') => Some(Cow::Borrowed(text)),
        Some(_) => serde_json::from_str(raw).ok().map(|Text(text)| text),
        None => None,
    })
}

/// An informational object; anything else counts as absent.
pub(super) fn lenient_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let object = lenient::<D, Object<T>>(deserializer)?;
    Ok(object.map(|Object(value)| value))
}
