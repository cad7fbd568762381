//! One request from flags.

use crate::report::Report;
use clap::Args;
use portcullis_determination::{
    Decimal, FiguresRequest, ItemRequest, LicenseHeld, OwnerRequest, ParentCompany, ParentRequest, PartyRequest,
    Request, Words,
};
use portcullis_law::Kind;

/// A request in flags. The flags about a party describe the customer (for an export, the ultimate consignee).
#[derive(Debug, Default, Args)]
#[group(id = "flags", multiple = true)]
pub(crate) struct Flags {
    /// What is done: provide_compute, export, reexport, transfer, model_weights, support, purchase
    #[arg(long, value_name = "KIND", value_parser = parse_kind, help_heading = "Transaction")]
    kind: Option<Kind>,

    /// Date of the transaction; today where it is left out
    #[arg(long, value_name = "DATE", help_heading = "Transaction")]
    on: Option<String>,

    /// Country it leaves
    #[arg(long, value_name = "COUNTRY", help_heading = "Transaction")]
    from: Option<String>,

    /// Country it goes to
    #[arg(long, value_name = "COUNTRY", help_heading = "Transaction")]
    to: Option<String>,

    /// Country where the compute runs
    #[arg(long, value_name = "COUNTRY", help_heading = "Transaction")]
    site: Option<String>,

    /// End use known to the provider, a code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "Transaction")]
    end_use: Vec<String>,

    /// Red flag seen, a code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "Transaction")]
    red_flag: Vec<String>,

    /// A person resolved the red flags
    #[arg(long, help_heading = "Transaction")]
    red_flags_resolved: bool,

    /// Operations of the training run, such as 1e26
    #[arg(long, value_name = "N", value_parser = parse_decimal, help_heading = "Transaction")]
    training_operations: Option<Decimal>,

    /// Regime under which a license is on file; may be repeated
    #[arg(long, value_name = "REGIME", help_heading = "Transaction")]
    license: Vec<String>,

    /// Accelerator of the catalog, such as "H100 SXM5 80GB"
    #[arg(long, value_name = "NAME", group = "what", help_heading = "Item")]
    accelerator: Option<String>,

    /// Instance type, such as aws:p5.48xlarge
    #[arg(long, value_name = "TYPE", group = "what", help_heading = "Item")]
    instance: Option<String>,

    /// Goods other than accelerators, by code or customs code
    #[arg(long, value_name = "CODE", group = "what", help_heading = "Item")]
    goods: Option<String>,

    /// How many: instances, accelerators or units
    #[arg(long, value_name = "N", help_heading = "Item")]
    quantity: Option<u64>,

    /// Total processing performance of an item that the catalog does not have
    #[arg(long, value_name = "TPP", value_parser = parse_decimal, group = "what", help_heading = "Item")]
    tpp: Option<Decimal>,

    /// Its performance density
    #[arg(long, value_name = "TPP/MM2", value_parser = parse_decimal, requires = "tpp", help_heading = "Item")]
    density: Option<Decimal>,

    /// Its aggregate bidirectional I/O
    #[arg(long, value_name = "GB/S", value_parser = parse_decimal, requires = "tpp", help_heading = "Item")]
    io: Option<Decimal>,

    /// Its total memory bandwidth
    #[arg(long, value_name = "GB/S", value_parser = parse_decimal, requires = "tpp", help_heading = "Item")]
    memory_bandwidth: Option<Decimal>,

    /// Whether it is designed or marketed for data centers
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true", requires = "tpp", help_heading = "Item")]
    data_center: Option<bool>,

    /// Name of the customer
    #[arg(long, value_name = "NAME", help_heading = "Customer")]
    customer: Option<String>,

    /// Its legal entity identifier, registration number, or id in the ownership graph; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Customer")]
    identifier: Vec<String>,

    /// Its role, where it is not customer
    #[arg(long, value_name = "ROLE", help_heading = "Customer")]
    role: Option<String>,

    /// Country where it is located
    #[arg(long, value_name = "COUNTRY", help_heading = "Customer")]
    country: Option<String>,

    /// Country where it is headquartered
    #[arg(long, value_name = "COUNTRY", visible_alias = "hq", help_heading = "Customer")]
    headquarters: Option<String>,

    /// Country where its ultimate parent is headquartered; `self` where it is its own
    #[arg(long, value_name = "COUNTRY", help_heading = "Customer")]
    parent_hq: Option<String>,

    /// Name of its ultimate parent
    #[arg(long, value_name = "NAME", help_heading = "Customer")]
    parent: Option<String>,

    /// List it is on, a code; may be repeated
    #[arg(long, value_name = "CODE", help_heading = "Customer")]
    list: Vec<String>,

    /// Owner as LIST:PERCENT, such as entity_list:60; `?` for an unknown share; may be repeated
    #[arg(long, value_name = "LIST:PERCENT", help_heading = "Customer")]
    owner: Vec<String>,

    /// Country where the provider is headquartered, where it is not the instance's cloud or the operator
    #[arg(long, value_name = "COUNTRY", help_heading = "Provider")]
    provider_hq: Option<String>,
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::word).join(", ");
    Kind::from_word(&text.replace('-', "_")).ok_or_else(|| format!("write one of {}", known()))
}

fn parse_decimal(text: &str) -> Result<Decimal, String> {
    text.parse().map(Decimal).map_err(|error: portcullis_catalog::ParseExactError| error.to_string())
}

impl Flags {
    /// The flag that states a field of the request, for errors.
    pub fn of_field(field: &str) -> String {
        let flag = match field {
            "item" => "--accelerator, --instance, --goods or --tpp",
            "item.accelerator" => "--accelerator",
            "item.instance" => "--instance",
            "item.goods" => "--goods",
            "kind" | "on" | "from" | "to" | "site" | "end_use" => return format!("--{}", field.replace('_', "-")),
            "red_flags" => "--red-flag",
            field if field.starts_with("licenses_held") => "--license",
            field if field.contains("owners") => "--owner",
            field if field.ends_with("ultimate_parent.headquarters") => "--parent-hq",
            field if field.starts_with("parties[1]") => "--provider-hq",
            field if field.ends_with("headquarters") => "--headquarters",
            field if field.ends_with("country") => "--country",
            field if field.ends_with("lists") => "--list",
            field if field.ends_with("role") => "--role",
            field => field,
        };
        flag.to_owned()
    }

    /// The request these flags state.
    pub fn request(&self) -> Result<Request<'_>, Report> {
        let kind = self.kind.unwrap_or(Kind::ProvideCompute);
        let mut parties = vec![self.recipient(kind)?];
        if let Some(headquarters) = &self.provider_hq {
            parties.push(PartyRequest {
                role: "provider".into(),
                country: Some(headquarters.into()),
                headquarters: Some(headquarters.into()),
                ..PartyRequest::default()
            });
        }
        Ok(Request {
            id: None,
            kind: Some(kind),
            on: self.on.as_deref().map(Into::into),
            item: self.item()?,
            quantity: self.quantity,
            from: self.from.as_deref().map(Into::into),
            to: self.to.as_deref().map(Into::into),
            site: self.site.as_deref().map(Into::into),
            parties,
            end_use: words(&self.end_use),
            red_flags: words(&self.red_flag),
            red_flags_resolved: self.red_flags_resolved.then_some(true),
            training_operations: self.training_operations.map(Some),
            prior_tpp_this_year: None,
            licenses_held: self.license.iter().map(|regime| LicenseHeld::Regime(regime.as_str().into())).collect(),
        })
    }

    fn item(&self) -> Result<Option<ItemRequest<'_>>, Report> {
        let item = ItemRequest {
            accelerator: self.accelerator.as_deref().map(Into::into),
            instance: self.instance.as_deref().map(Into::into),
            goods: self.goods.as_deref().map(Into::into),
            figures: self.tpp.map(|tpp| FiguresRequest {
                tpp: Some(tpp),
                performance_density: self.density,
                io_gb_s: self.io,
                memory_bandwidth_gb_s: self.memory_bandwidth,
                data_center: self.data_center,
                ..FiguresRequest::default()
            }),
        };
        let given =
            item.accelerator.is_some() || item.instance.is_some() || item.goods.is_some() || item.figures.is_some();
        if !given && self.kind != Some(Kind::Support) {
            return Err(Report::new("no item").with_help(
                "say what is provided: --instance aws:p5.48xlarge, --accelerator \"H100 SXM5 80GB\", --goods CODE or \
                 --tpp with --density and --io; or name a file of requests",
            ));
        }
        Ok(given.then_some(item))
    }

    fn recipient(&self, kind: Kind) -> Result<PartyRequest<'_>, Report> {
        let role = match (&self.role, kind) {
            (Some(role), _) => role.as_str(),
            (None, Kind::Export | Kind::Reexport | Kind::Transfer) => "ultimate_consignee",
            (None, Kind::Purchase) => "purchaser",
            (None, Kind::ProvideCompute | Kind::ModelWeights | Kind::Support) => "customer",
        };
        let ultimate_parent = match (self.parent_hq.as_deref(), self.parent.as_deref()) {
            (Some("self"), _) => Some(ParentRequest::Word("self".into())),
            (None, None) => None,
            (headquarters, name) => Some(ParentRequest::Company(ParentCompany {
                name: name.map(Into::into),
                headquarters: headquarters.map(Into::into),
            })),
        };
        let owners = self.owner.iter().map(|owner| parse_owner(owner)).collect::<Result<Vec<_>, _>>()?;
        Ok(PartyRequest {
            role: role.into(),
            name: self.customer.as_deref().map(Into::into),
            identifiers: words(&self.identifier).flatten(),
            country: self.country.as_deref().map(Into::into),
            headquarters: self.headquarters.as_deref().map(Into::into),
            ultimate_parent,
            owners: (!owners.is_empty()).then_some(Some(owners)),
            lists: words(&self.list),
            staff_nationalities: None,
        })
    }
}

/// Words that were stated; none is the same as nothing stated.
fn words(words: &[String]) -> Option<Option<Words<'_>>> {
    (!words.is_empty()).then(|| Some(Words::Many(words.iter().map(|word| word.as_str().into()).collect())))
}

fn parse_owner(text: &str) -> Result<OwnerRequest<'_>, Report> {
    let report = || {
        Report::new(format!("--owner: `{text}` is no owner"))
            .with_help("write LIST:PERCENT, such as entity_list:60 or sdn:?")
    };
    let (list, percent) = text.split_once(':').ok_or_else(report)?;
    let percent = match percent {
        "?" => None,
        percent => Some(parse_decimal(percent).map_err(|_| report())?),
    };
    Ok(OwnerRequest { name: None, percent, lists: Some(Some(Words::One(list.into()))) })
}
