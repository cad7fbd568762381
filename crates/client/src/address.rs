//! Where the service is.

use crate::Error;

/// An address of a service: HTTPS, or HTTP on this machine alone, since the key goes with each call.
pub(crate) fn base(text: &str) -> Result<String, Error> {
    let wrong = |why: &str| Error::Address { address: text.to_owned(), why: why.to_owned() };
    let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("it begins with https://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\".contains(&byte)) {
        return Err(wrong("it is a host, a port where it is not the usual one, and a path at most"));
    }
    match scheme {
        "https" => {}
        "http" if local(host) => {}
        "http" => return Err(wrong("the key would go over the network in the clear: use https://")),
        _ => return Err(wrong("it begins with https://")),
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// One segment of a path, or a value of a query (RFC 3986 section 2.3).
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_nowhere_in_the_clear() {
        for good in
            ["https://portcullis.example", "https://p.example:8443/gate/", "http://127.0.0.1:8080", "http://[::1]:80"]
        {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in [
            "http://portcullis.example",
            "http://127.0.0.1.example",
            "http://localhost@portcullis.example",
            "http://portcullis.example#@localhost",
            "ftp://localhost",
            "portcullis.example",
            "https://",
            "https:///x",
            "https://a b",
        ] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_are_one_segment() {
        assert_eq!(escaped("slurm/a/1:é"), "slurm%2Fa%2F1%3A%C3%A9");
    }
}
