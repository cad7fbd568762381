//! Whom a connection trusts.

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::Error;

/// Makes calls over connections that trust these authorities (PEM), or those that browsers trust where there are none. Redirects are not followed and
/// proxies not asked: what is sent is for who was named alone.
pub(crate) fn agent(authority: Option<&[u8]>) -> Result<Agent, Error> {
    let roots = authority.map_or(Ok(RootCerts::WebPki), roots)?;
    let tls = TlsConfig::builder().root_certs(roots).build();
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).tls_config(tls);
    Ok(Agent::new_with_config(config.build()))
}

fn roots(pem: &[u8]) -> Result<RootCerts, Error> {
    let items = parse_pem(pem).collect::<Result<Vec<_>, _>>().map_err(|error| Error::Authority(error.to_string()))?;
    let certificates: Vec<Certificate<'static>> = items
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(Error::Authority("there is no certificate in it".to_owned()));
    }
    Ok(RootCerts::from(certificates))
}
