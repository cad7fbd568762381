//! Which hosts may be called.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::template::short;
use crate::{Mistake, Refused};

/// The hosts that plans are fetched from and results are sent to: `app.terraform.io` and `archivist.terraform.io`, or a Terraform Enterprise.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Hosts(BTreeSet<String>);

/// An address that may be called. There is no other way to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Hosts {
    type Error = Mistake;

    fn try_from(hosts: Vec<String>) -> Result<Self, Mistake> {
        if let Some(wrong) = hosts.iter().find(|host| !host_like(host)) {
            return Err(Mistake::new(
                "hosts",
                format!("{wrong:?} is no host: a name in small letters, with `:port` where it is not 443"),
            ));
        }
        Ok(Self(hosts.into_iter().collect()))
    }
}

impl Hosts {
    /// Whether an address may be called: over HTTPS, at a host of the list, and written so that every reader reads the same host. Redirects are
    /// checked here too, and carry no token.
    ///
    /// # Errors
    /// [`Refused`], with what is wrong.
    pub fn check(&self, address: &str) -> Result<Address, Refused> {
        let rest = address.strip_prefix("https://");
        let rest =
            rest.ok_or_else(|| Refused::of(format!("{} is not called: it is not `https://`", short(address))))?;
        if !address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#')) {
            return Err(Refused::of(format!("{} is not called: it is written in an unusual way", short(address))));
        }
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.strip_suffix(":443").unwrap_or(host);
        if self.0.contains(host) {
            Ok(Address(address.to_owned()))
        } else {
            Err(Refused::of(format!(
                "{} is not called: add its host to `hosts` if it is your Terraform",
                short(address)
            )))
        }
    }
}

/// Letters, digits, points, hyphens and a port: neither user names nor escapes nor the brackets of an address of IPv6.
fn host_like(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    !name.is_empty() && name.bytes().all(letter) && port.parse::<u16>().is_ok()
}
