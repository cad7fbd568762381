//! What a token says, as a caller: issuer, audience and times first, then name, tenant and roles.

use std::collections::BTreeMap;

use portcullis_license::{Instant, Person};
use serde_json::Value;

use super::{LEEWAY, TokenError};
use crate::config::{Mistake, OidcConfig};
use crate::principal::{Credential, Kind, Principal};
use crate::role::{Role, Roles};
use crate::tenant::{TenantName, Tenants};

/// What is made of claims.
pub(super) struct Claims {
    config: OidcConfig,
    roles: BTreeMap<String, Roles>,
    tenants: Tenants,
}

impl Claims {
    pub(super) fn new(config: &OidcConfig, tenants: &Tenants) -> Result<Self, Mistake> {
        let wrong = |field: &str, why: String| Err(Mistake::at(format!("oidc.{field}"), why));
        if config.audience.is_empty() || config.audience.iter().any(String::is_empty) {
            return wrong(
                "audience",
                "name whom tokens are for; a token for anybody could come from anywhere".to_owned(),
            );
        }
        for (field, claim) in [("roles_claim", &config.roles_claim), ("name_claim", &config.name_claim)] {
            if claim.is_empty() {
                return wrong(field, "it is empty; name a claim".to_owned());
            }
        }
        if config.roles.is_empty() {
            return wrong("roles", "nobody would have a role; say what the words of `roles_claim` mean".to_owned());
        }
        match (&config.tenant, &config.tenant_claim) {
            (Some(_), Some(_)) => return wrong("tenant", "state `tenant` or `tenant_claim`, not both".to_owned()),
            (Some(tenant), None) if !tenants.has(tenant) => {
                return wrong("tenant", format!("there is no tenant `{tenant}`: {}", tenants.listed()));
            }
            (None, None) if !tenants.is_empty() && !config.without_tenant => {
                let why = "there are tenants, and people would have none: state `tenant` or `tenant_claim`, or `without_tenant = true` \
                           where they see what belongs to all";
                return wrong("tenant_claim", why.to_owned());
            }
            _ => {}
        }
        let roles = config.roles.iter().map(|(word, roles)| (word.clone(), roles.iter().copied().collect())).collect();
        Ok(Self { config: config.clone(), roles, tenants: tenants.clone() })
    }

    /// The caller of a token whose signature is right, if it is for one of these.
    pub(super) fn principal(&self, claims: &Value, audience: &[String], now: Instant) -> Result<Principal, TokenError> {
        self.is_for(claims, audience)?;
        is_in_time(claims, now.0.div_euclid(1_000))?;
        let subject = text(claims, "sub")?;
        let name = text(claims, &self.config.name_claim)?;
        Person::new(name)
            .map_err(|error| TokenError::claim(&self.config.name_claim, format!("cannot be kept: {error}")))?;
        let (roles, tenant) = (self.roles(claims)?, self.tenant(claims)?);
        if tenant.is_some() && roles.has(Role::Licensing) {
            return Err(TokenError::claim(
                &self.config.roles_claim,
                "gives the role `licensing`, which is of no tenant",
            ));
        }
        // RFC 9068 section 2.2: where no person is behind a token, its subject is the client.
        let client =
            ["client_id", "azp"].iter().any(|claim| claims.get(*claim).and_then(Value::as_str) == Some(subject));
        let kind = if client { Kind::Machine } else { Kind::Person };
        Ok(Principal {
            name: name.into(),
            kind,
            tenant,
            roles,
            credential: Credential::new(&format!("oidc:{subject}")),
        })
    }

    fn is_for(&self, claims: &Value, of: &[String]) -> Result<(), TokenError> {
        let issuer = text(claims, "iss")?;
        if issuer != self.config.issuer {
            return Err(TokenError::Issuer(issuer.chars().take(200).collect()));
        }
        let is_ours = |audience: &Value| audience.as_str().is_some_and(|one| of.iter().any(|our| our == one));
        match claims.get("aud") {
            Some(Value::Array(audiences)) if audiences.iter().any(is_ours) => Ok(()),
            Some(audience) if is_ours(audience) => Ok(()),
            _ => Err(TokenError::Audience),
        }
    }

    /// Words that are not configured mean nothing; none at all gives no role.
    fn roles(&self, claims: &Value) -> Result<Roles, TokenError> {
        let claim = &self.config.roles_claim;
        let found = if claim.starts_with('/') { claims.pointer(claim) } else { claims.get(claim) };
        let words: Vec<&str> = match found {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(words)) => words.split_whitespace().collect(),
            Some(Value::Array(words)) => words
                .iter()
                .map(|word| word.as_str().ok_or_else(|| TokenError::claim(claim, "has something that is no word")))
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(TokenError::claim(claim, "is no list of words")),
        };
        Ok(words.iter().filter_map(|word| self.roles.get(*word)).flat_map(|roles| roles.iter()).collect())
    }

    fn tenant(&self, claims: &Value) -> Result<Option<TenantName>, TokenError> {
        let OidcConfig { tenant, tenant_claim, without_tenant, .. } = &self.config;
        let Some(claim) = tenant_claim else { return Ok(tenant.clone()) };
        match claims.get(claim) {
            None | Some(Value::Null) if *without_tenant => Ok(None),
            None | Some(Value::Null) => Err(TokenError::claim(claim, "is missing")),
            Some(Value::String(name)) => match self.tenants.named(name) {
                Some(tenant) => Ok(Some(tenant.clone())),
                None => Err(TokenError::claim(claim, "names no tenant of this service")),
            },
            Some(_) => Err(TokenError::claim(claim, "is no text")),
        }
    }
}

/// RFC 7519 sections 4.1.4 to 4.1.6. Without an end a token is valid for ever, and is not taken.
fn is_in_time(claims: &Value, now: i64) -> Result<(), TokenError> {
    let end = seconds(claims, "exp")?.ok_or_else(|| TokenError::claim("exp", "is missing"))?;
    let made = seconds(claims, "iat")?.ok_or_else(|| TokenError::claim("iat", "is missing"))?;
    if end <= now.saturating_sub(LEEWAY) {
        return Err(TokenError::Ended);
    }
    let begin = seconds(claims, "nbf")?.unwrap_or(made).max(made);
    if begin > now.saturating_add(LEEWAY) {
        return Err(TokenError::NotYet);
    }
    Ok(())
}

/// A moment in seconds since 1970; what stands after the point is cut off.
pub(super) fn seconds(claims: &Value, claim: &str) -> Result<Option<i64>, TokenError> {
    let number = match claims.get(claim) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(TokenError::claim(claim, "is no number")),
    };
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let is_plain = part.bytes().all(|digit| digit.is_ascii_digit());
    match whole.parse() {
        Ok(seconds) if is_plain && seconds >= 0 => Ok(Some(seconds)),
        _ => Err(TokenError::claim(claim, "is no moment")),
    }
}

fn text<'a>(claims: &'a Value, claim: &str) -> Result<&'a str, TokenError> {
    match claims.get(claim) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(TokenError::claim(claim, "is no text")),
        None => Err(TokenError::claim(claim, "is missing")),
    }
}
