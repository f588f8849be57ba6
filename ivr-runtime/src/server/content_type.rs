//! Which content types are JSON.

use warp::http::HeaderValue;

/// Whether a content type is JSON: `application/json`, or `application/..+json`, with or without
/// parameters.
pub(super) fn is_json(content_type: &HeaderValue) -> bool {
    // As the platform writes it.
    if content_type == "application/json" {
        return true;
    }
    let Ok(text) = content_type.to_str() else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_media_type() {
        for (content_type, json) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json;charset=UTF-8", true),
            ("application/cloudevents+json", true),
            ("text/json", false),
            ("text/plain", false),
            ("application/jsonp", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(is_json(&value), json, "{content_type}");
        }
        assert!(!is_json(
            &HeaderValue::from_bytes(b"application/\xff").unwrap()
        ));
    }
}
