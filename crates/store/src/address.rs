//! Where a store is.

use portcullis_journal::store::StoreError;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a store is: `sqlite:PATH` or a path alone, or `postgres://user@host:port/database`.
///
/// Shown without its password.
#[derive(Clone)]
pub struct Address {
    pub(crate) place: Place,
    shown: String,
}

#[derive(Clone)]
pub(crate) enum Place {
    File(PathBuf),
    Server(Box<postgres::Config>),
}

impl Address {
    /// The file of a store that is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Server(_) => None,
        }
    }
}

impl FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let shown = without_password(text);
            let config = text.parse().map_err(|error: postgres::Error| {
                let cause = std::error::Error::source(&error).map_or(String::new(), |cause| format!(": {cause}"));
                StoreError::unavailable(format!("`{shown}` is no address of a store: {error}{cause}"))
            })?;
            return Ok(Self { place: Place::Server(Box::new(config)), shown });
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        if path.is_empty() || path.contains("://") || path.contains('\0') {
            let shown = without_password(text);
            let why = format!("`{shown}` is no address of a store; write sqlite:PATH or postgres://user@host/database");
            return Err(StoreError::unavailable(why));
        }
        Ok(Self { place: Place::File(PathBuf::from(path)), shown: format!("sqlite:{path}") })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({})", self.shown)
    }
}

/// The address with stars for a password, before the host or among what follows `?`.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    // A password may hold a `/`, `?` or `@` that someone forgot to escape, so the last `@` counts.
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let shown_setting = |setting: &str| match setting.split_once('=') {
        Some((name, _)) if name.eq_ignore_ascii_case("password") => format!("{name}=***"),
        _ => setting.to_owned(),
    };
    match rest.split_once('?') {
        Some((before, query)) => {
            let settings: Vec<String> = query.split('&').map(shown_setting).collect();
            format!("{scheme}://{before}?{}", settings.join("&"))
        }
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (text, shown) in [
            ("postgres://me:secret@host:5432/db", "postgres://me:***@host:5432/db"),
            ("postgresql://host/db?user=me&password=secret", "postgresql://host/db?user=me&password=***"),
            ("postgres://me@host/db", "postgres://me@host/db"),
            ("store.db", "sqlite:store.db"),
            ("sqlite:/var/store.db", "sqlite:/var/store.db"),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), shown);
            assert!(!format!("{address:?}").contains("secret"));
        }
        for badly_escaped in ["me:se@c:ret", "me:se?cret", "me:se/cr@et"] {
            assert_eq!(without_password(&format!("postgres://{badly_escaped}@host/db")), "postgres://me:***@host/db");
        }
    }

    #[test]
    fn an_address_of_another_kind_is_refused_with_the_mend() {
        for text in ["", "sqlite:", "mysql://me:secret@host/db", "postgres://me:secret@host:port/db"] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains("is no address of a store"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
