//! Why a program did not do what it is for, and the files that it reads before it does anything.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::Client;

/// Why a program did not do what it is for, in words for the log of whoever runs it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl Trouble {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    pub(crate) fn at(path: &Path, error: impl std::fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl From<portcullis_adapters::Refused> for Trouble {
    fn from(refused: portcullis_adapters::Refused) -> Self {
        Self(refused.sentence().to_owned())
    }
}

impl From<crate::Error> for Trouble {
    fn from(error: crate::Error) -> Self {
        Self(error.to_string())
    }
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(|error| Trouble::at(path, error))
}

/// The client of a configuration: the key is in a file, and so are the authorities, where they are not those that browsers trust.
pub(crate) fn client(
    service: &str,
    key_file: &Path,
    authority: Option<&Path>,
    timeout: Duration,
) -> Result<Client, Trouble> {
    let client = Client::with_timeout(service, &secret(key_file)?, timeout)?;
    match authority {
        Some(authority) => Ok(client.trusting(text(authority)?.as_bytes())?),
        None => Ok(client),
    }
}

/// The secret in a file.
pub(crate) fn secret(path: &Path) -> Result<String, Trouble> {
    let secret = text(path)?.trim().to_owned();
    if secret.is_empty() { Err(Trouble::at(path, "there is no key in it")) } else { Ok(secret) }
}
