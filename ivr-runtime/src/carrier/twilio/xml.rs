//! Parses XML into a tree of elements.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element, with its attributes and children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All of its own text.
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(known, _)| known == name)?;
        Some(value)
    }

    fn begin(start: &BytesStart<'_>) -> Result<Self, String> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(wrong)?;
            let name = attribute.key.as_ref().to_owned();
            let value = quick_xml::escape::unescape(&attribute.value).map_err(wrong)?;
            attributes.push((name, value.into_owned()));
        }
        Ok(Self {
            name: start.name().as_ref().to_owned(),
            attributes,
            ..Self::default()
        })
    }
}

/// Parses a document.
///
/// # Errors
/// With a description of the error.
pub(super) fn parse(document: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(document);
    // The document itself, and the open elements.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(wrong)?;
        match event {
            Event::Start(start) => open.push(Element::begin(&start)?),
            Event::Empty(start) => {
                let element = Element::begin(&start)?;
                if let Some(parent) = open.last_mut() {
                    parent.children.push(element);
                }
            }
            Event::End(_) => {
                let closed = open.pop();
                if let (Some(closed), Some(parent)) = (closed, open.last_mut()) {
                    parent.children.push(closed);
                }
            }
            Event::Text(text) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text);
                }
            }
            // Entities such as `&amp;`.
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                let text = quick_xml::escape::unescape(&written).map_err(wrong)?;
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text);
                }
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => return Err(format!("the document holds {other:?}")),
        }
    }
    let mut roots = open.into_iter();
    match (roots.next(), roots.next()) {
        (Some(document), None) => match <[Element; 1]>::try_from(document.children) {
            Ok([root]) => Ok(root),
            Err(_) => Err("the document has not one root".to_owned()),
        },
        (_, Some(element)) => Err(format!("<{}> is not closed", element.name)),
        (None, None) => Err("the document is empty".to_owned()),
    }
}

fn wrong(error: impl std::fmt::Display) -> String {
    format!("no XML: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_what_is_escaped_in_it() {
        let read = parse("<a b=\"1&amp;2\">x &lt; y<c/>&amp; &#65;</a>").unwrap();
        assert_eq!(read.attribute("b"), Some("1&2"));
        assert_eq!(read.text, "x < y& A");
        assert_eq!(read.children.len(), 1);
        for wrong in ["", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
