//! `portcullis adapter`: what an adapter needs elsewhere, made from its mapping, and a mapping checked before it is served.

use crate::clock;
use crate::exit::Status;
use crate::load::{Sources, read};
use crate::report::Report;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand, ValueEnum};
use portcullis_adapters::kubernetes::{self, Reach, backstop, webhook, yaml};
use portcullis_adapters::{Mistake, blazar, envoy, slurm, terraform};
use portcullis_authorization::authorize;
use portcullis_determination::{Engine, Memo, Profile};
use portcullis_gate::{Ask, Told, Verdict};
use portcullis_license::{Ledger, OperationId};
use portcullis_server::adapters::Provable;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct AdapterCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print what a Kubernetes cluster needs, as YAML for `kubectl apply -f -`
    #[command(subcommand)]
    Kubernetes(Manifest),
    /// Check a mapping against the catalog and the law, and see that its self-test stays closed
    Check {
        /// The mapping
        file: PathBuf,
        /// Whose mapping it is
        #[arg(long, value_name = "ADAPTER")]
        kind: Kind,
        /// Name of a profile, or a TOML file
        #[arg(long, value_name = "PROFILE", env = "PORTCULLIS_PROFILE", default_value = Profile::DEFAULT)]
        profile: String,
    },
}

#[derive(Debug, Subcommand)]
enum Manifest {
    /// The webhooks: what asks for accelerators is put to the service before it is admitted
    Webhooks {
        #[command(flatten)]
        mapping: MappingAt,
        /// The service in the cluster
        #[arg(long, value_name = "NAMESPACE/NAME[:PORT]", default_value = "portcullis/portcullis:443", value_parser = service)]
        service: Reach,
        /// The service outside of the cluster: its address, without a path
        #[arg(long, value_name = "URL", conflicts_with = "service", value_parser = url)]
        url: Option<Reach>,
        /// File with the authorities that sign the service's certificate, PEM; without it, something else has to fill it in
        #[arg(long, value_name = "FILE")]
        authority: Option<PathBuf>,
    },
    /// The backstop: a policy of the API server itself, for the day the webhooks are gone
    Backstop {
        #[command(flatten)]
        mapping: MappingAt,
    },
}

#[derive(Debug, Args)]
struct MappingAt {
    /// The mapping; examples/kubernetes has one
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
}

/// An adapter with a mapping.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Kubernetes, and Kueue
    Kubernetes,
    /// OpenStack Blazar
    Blazar,
    /// Envoy
    Envoy,
    /// Slurm
    Slurm,
    /// HCP Terraform and Terraform Enterprise
    Terraform,
}

impl AdapterCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match &self.what {
            What::Kubernetes(manifest) => anstream::print!("{}", manifest.made(sources)?),
            What::Check { file, kind, profile } => {
                let engine = sources.load()?.engine(profile)?;
                if kind.lets_through(file, &engine)? {
                    let problem =
                        format!("{}: its self-test was let through, and so would anything be", file.display());
                    let mend = "look at what [request] takes for granted; the service does not start with this mapping";
                    return Err(Report::new(problem).with_help(mend));
                }
                anstream::println!("{}: all that it names is known, and its self-test stays closed", file.display());
            }
        }
        Ok(Status::Done)
    }
}

impl Manifest {
    fn made(&self, sources: &Sources) -> Result<String, Report> {
        let (Self::Webhooks { mapping: at, .. } | Self::Backstop { mapping: at }) = self;
        let engine = sources.load()?.engine(Profile::DEFAULT)?;
        let mapping = mapping(&at.mapping, &engine)?;
        Ok(match self {
            Self::Backstop { .. } => yaml(&backstop(&mapping)),
            Self::Webhooks { service, url, authority: file, .. } => {
                let mut reach = url.as_ref().unwrap_or(service).clone();
                let (Reach::Service { authority, .. } | Reach::Url { authority, .. }) = &mut reach;
                *authority = file.as_deref().map(bundle).transpose()?;
                yaml(&webhook(&mapping, &reach))
            }
        })
    }
}

/// `caBundle` of a webhook: PEM in base64.
fn bundle(file: &Path) -> Result<String, Report> {
    let pem = read(file)?;
    if !pem.contains("-----BEGIN CERTIFICATE-----") || pem.contains("PRIVATE KEY-----") {
        let problem = format!("{}: this is no file of certificates", file.display());
        return Err(
            Report::new(problem).with_help("name the certificate of the authority in PEM, without any private key")
        );
    }
    Ok(STANDARD.encode(pem))
}

/// `portcullis/portcullis:443`.
fn service(text: &str) -> Result<Reach, String> {
    let wrong = || format!("`{text}` is no service: write one such as portcullis/portcullis:443");
    let (namespace, rest) = text.split_once('/').ok_or_else(wrong)?;
    let (name, port) = rest.split_once(':').unwrap_or((rest, "443"));
    // RFC 1123, as Kubernetes names namespaces and services.
    let label = |text: &str| {
        (1..=63).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
    };
    let port =
        port.parse().ok().filter(|port| *port > 0).filter(|_| label(namespace) && label(name)).ok_or_else(wrong)?;
    Ok(Reach::Service { namespace: namespace.to_owned(), name: name.to_owned(), port, authority: None })
}

/// `https://gate.example:8443`: the API server takes neither a query nor a user, and the path is the adapter's.
fn url(text: &str) -> Result<Reach, String> {
    let host = text.strip_prefix("https://").map(|rest| rest.trim_end_matches('/'));
    let plain = |host: &&str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    };
    match host.filter(plain) {
        Some(_) => Ok(Reach::Url { url: text.to_owned(), authority: None }),
        None => Err(format!("`{text}` is no address of a service: write one such as https://gate.example:8443")),
    }
}

impl Kind {
    /// Whether the self-test of a mapping opens the gate, once all that it names is known.
    fn lets_through(self, file: &Path, engine: &Engine) -> Result<bool, Report> {
        match self {
            Self::Kubernetes => lets_through::<kubernetes::Mapping>(file, engine),
            Self::Blazar => lets_through::<blazar::Mapping>(file, engine),
            Self::Envoy => lets_through::<envoy::Mapping>(file, engine),
            Self::Slurm => lets_through::<slurm::Mapping>(file, engine),
            Self::Terraform => lets_through::<terraform::Mapping>(file, engine),
        }
    }
}

fn lets_through<M: Provable>(file: &Path, engine: &Engine) -> Result<bool, Report> {
    let id = OperationId::new("self-test").map_err(Report::new)?;
    Ok(mapping::<M>(file, engine)?.lets_through(clock::now(), &|ask| question(&id, ask, engine)))
}

/// A mapping that names only what is known.
fn mapping<M: Provable>(file: &Path, engine: &Engine) -> Result<M, Report> {
    let mapping = M::read(&read(file)?).map_err(|mistakes| mistaken(file, &mistakes))?;
    match mapping.mistakes(engine).as_slice() {
        [] => Ok(mapping),
        mistakes => Err(mistaken(file, mistakes)),
    }
}

/// What the law says of it, with no license on file.
fn question(id: &OperationId, ask: &Ask, engine: &Engine) -> Verdict {
    let (ledger, mut memo) = (Ledger::default(), Memo::default());
    match authorize(engine, &ledger, &ask.request, &ask.placement, clock::now(), &mut memo) {
        Ok(authorized) => Verdict::question(id.clone(), &Told { engine, authorized: &authorized, blind: false }),
        Err(error) => Verdict::undecidable(id.clone(), &error),
    }
}

fn mistaken(file: &Path, mistakes: &[Mistake]) -> Report {
    let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    let problem = format!("{}: {}", file.display(), mistakes.join("\n"));
    Report::new(problem).with_help("each adapter has a mapping of its own under examples")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_and_addresses_are_read() {
        let reach =
            |port| Reach::Service { namespace: "gate".into(), name: "portcullis".into(), port, authority: None };
        assert_eq!(service("gate/portcullis"), Ok(reach(443)));
        assert_eq!(service("gate/portcullis:8443"), Ok(reach(8443)));
        for wrong in ["portcullis", "gate/", "/portcullis", "gate/portcullis:0", "gate/portcullis:x", "Gate/p", "a/b/c"]
        {
            assert!(service(wrong).is_err(), "{wrong}");
        }
        assert!(url("https://gate.example:8443/").is_ok());
        assert!(url("https://[2001:db8::1]:8443").is_ok());
        for wrong in ["http://gate.example", "https://", "https://a/b", "https://u@a", "https://a?b", "gate.example"] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }
}
