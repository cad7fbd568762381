//! `portcullis key`: who may call the service, and as what.

use crate::clock;
use crate::command::Format;
use crate::command::serve::Serve;
use crate::command::when::moment;
use crate::exit::Status;
use crate::register::RegisterAt;
use crate::report::Report;
use crate::style::{FAINT, STRONG, paint};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use portcullis_access::keys::{self, KeyRefused};
use portcullis_access::principal::Kind;
use portcullis_access::{FreshKey, Grant, KeyChange, KeyId, Keys, Outcome, Role, ShownKey, TenantName, Tenants};
use portcullis_journal::Store as _;
use portcullis_journal::store::Transaction;
use portcullis_license::{Instant, Person};
use portcullis_store::Connection;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct KeyCommand {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    serve: Serve,

    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key; it is shown once and kept nowhere
    Make {
        /// What its holder is called in records
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What it is for; may be repeated
        #[arg(long, value_name = "ROLE", required = true, value_parser = roles())]
        role: Vec<Role>,
        /// Whose it is; of the house that runs the service, or of the authority, where it is left out
        #[arg(long, value_name = "TENANT")]
        tenant: Option<String>,
        /// Its holder is a person, who can sign
        #[arg(long)]
        person: bool,
        /// The first moment at which it is valid no more
        #[arg(long, value_name = "WHEN", value_parser = moment)]
        until: Option<Instant>,
        #[command(flatten)]
        by: By,
    },
    /// List the keys, without their secrets
    List,
    /// Give a key another secret; the one before stays valid for a while
    Rotate {
        /// The key: the 12 digits after `portcullis_`
        #[arg(value_name = "KEY")]
        key: KeyId,
        /// How long the secret before stays valid, in hours; 30 days at most
        #[arg(long, value_name = "HOURS", default_value_t = 24)]
        overlap_hours: u16,
        #[command(flatten)]
        by: By,
    },
    /// Revoke a key, for good
    Revoke {
        /// The key: the 12 digits after `portcullis_`
        #[arg(value_name = "KEY")]
        key: KeyId,
        #[command(flatten)]
        by: By,
    },
}

/// Who does it.
#[derive(Debug, Args)]
struct By {
    /// Who does it
    #[arg(long, value_name = "PERSON", default_value = "administrator")]
    by: String,
}

/// A role by its word.
fn roles() -> impl TypedValueParser<Value = Role> {
    let words = Role::ALL.map(|role| PossibleValue::new(role.word()).help(role.about()));
    PossibleValuesParser::new(words).try_map(|word| Role::from_word(&word).ok_or("there is no such role"))
}

impl By {
    fn change(&self) -> Result<KeyChange, Report> {
        Ok(KeyChange { at: clock::now(), by: Person::new(&self.by).map_err(Report::new)? })
    }
}

impl KeyCommand {
    pub fn run(&self) -> Result<Status, Report> {
        let config = self.serve.configuration()?;
        let tenants = Tenants::new(&config.access.tenants).map_err(Report::new)?;
        let mut store = RegisterAt { store: config.store, log_key: None }.connect()?;
        match &self.what {
            What::Make { name, role, tenant, person, until, by } => {
                let tenant = tenant.as_deref().map(TenantName::new).transpose().map_err(Report::new)?;
                let grant = Grant {
                    name: Person::new(name).map_err(Report::new)?,
                    kind: if *person { Kind::Person } else { Kind::Machine },
                    tenant,
                    roles: role.iter().copied().collect(),
                    from: clock::now(),
                    until: *until,
                };
                let (fresh, made) = (FreshKey::generate().map_err(Report::new)?, by.change()?);
                change(&mut store, &mut |open| keys::make(open, &fresh, &grant, &made, &tenants))?;
                self.show(&fresh)
            }
            What::List => self.list(&mut store),
            What::Rotate { key, overlap_hours, by } => {
                let (fresh, made) = (FreshKey::again(*key).map_err(Report::new)?, by.change()?);
                let overlap = made.at.plus(i64::from(*overlap_hours) * 3_600_000);
                change(&mut store, &mut |open| keys::rotate(open, &fresh, &made, overlap))?;
                self.show(&fresh)
            }
            What::Revoke { key, by } => {
                let made = by.change()?;
                change(&mut store, &mut |open| keys::revoke(open, *key, &made))?;
                let text = || format!("{key} is revoked; a running service knows it within a second\n");
                self.format.print(text, || json!({ "key": key, "revoked": made.at }))?;
                Ok(Status::Done)
            }
        }
    }

    fn show(&self, fresh: &FreshKey) -> Result<Status, Report> {
        let text = || format!("{}\n{}\n", fresh.reveal(), paint(FAINT, "keep it well: it is not shown again"));
        self.format.print(text, || json!({ "key": fresh.id(), "secret": fresh.reveal() }))?;
        Ok(Status::Done)
    }

    fn list(&self, store: &mut Connection) -> Result<Status, Report> {
        let mut read = None;
        let done = store.read("keys_list", &mut |open| {
            read = Some(Keys::read(open)?);
            Ok(())
        });
        done.map_err(Report::new)?;
        let Some((keys, problems)) = read else { return Err(Report::new("the store gave no answer")) };
        for problem in problems {
            anstream::eprintln!("{problem}");
        }
        let mut keys: Vec<_> = keys.iter().collect();
        keys.sort_by_key(|key| (key.made.at, key.id));
        self.format.print(|| keys.iter().map(line).collect(), || &keys)?;
        Ok(Status::Done)
    }
}

fn line(key: &ShownKey<'_>) -> String {
    let Grant { name, tenant, roles, until, .. } = key.grant;
    let whose = tenant.as_ref().map_or_else(String::new, |tenant| format!(", of {tenant}"));
    let ends = match (key.revoked, until) {
        (Some(revoked), _) => format!("revoked {}", revoked.at),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "no end".to_owned(),
    };
    format!("{}  {name}{whose}  {roles}  {}\n", paint(STRONG, key.id), paint(FAINT, ends))
}

/// One change to the keys that are kept.
fn change(
    store: &mut Connection,
    work: &mut dyn FnMut(&mut dyn Transaction) -> Outcome<(), KeyRefused>,
) -> Result<(), Report> {
    let mut came = Ok(());
    let done = store.transact("key_change", &mut |open| {
        came = work(open)?;
        Ok(())
    });
    done.map_err(Report::new)?;
    came.map_err(Report::new)
}
