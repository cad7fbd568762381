//! Who is asked for: from flags, or from a row of a file.

use crate::report::Report;
use clap::{Args, ValueEnum};
use portcullis_catalog::{Countries, Country};
use portcullis_lists::Kind;
use portcullis_screening::Query;
use std::borrow::Cow;

/// A party as asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked<'a> {
    pub name: Cow<'a, str>,
    pub kind: Option<Kind>,
    pub countries: Vec<Country>,
    pub identifiers: Vec<Cow<'a, str>>,
    pub address: Option<Cow<'a, str>>,
    pub date: Option<Cow<'a, str>>,
}

impl Asked<'_> {
    /// Everything that is known, in one spelling: what is screened, and what a resolution speaks of.
    pub fn query(&self) -> Query<'_> {
        let mut countries: Vec<&str> = self.countries.iter().map(Country::code).collect();
        countries.sort_unstable();
        Query {
            id: None,
            name: Cow::Borrowed(&self.name),
            kind: self.kind,
            countries: countries.into_iter().map(Cow::Borrowed).collect(),
            identifiers: self.identifiers.iter().map(|one| Cow::Borrowed(&**one)).collect(),
            address: self.address.as_deref().map(Cow::Borrowed),
            date: self.date.as_deref().map(Cow::Borrowed),
        }
    }

    /// Adds a country once.
    pub fn add_country(&mut self, country: Country) {
        if !self.countries.contains(&country) {
            self.countries.push(country);
        }
    }
}

/// What is known of the party besides its name.
#[derive(Debug, Args)]
pub(crate) struct Known {
    /// What it is
    #[arg(long, value_name = "KIND", help_heading = "What is known of the party")]
    kind: Option<KindOf>,

    /// Where it is: a country by its name or code; may be repeated
    #[arg(long, value_name = "COUNTRY", help_heading = "What is known of the party")]
    country: Vec<String>,

    /// A registration number, passport or ship number; may be repeated
    #[arg(long, value_name = "NUMBER", help_heading = "What is known of the party")]
    identifier: Vec<String>,

    /// Its address, on one line
    #[arg(long, value_name = "ADDRESS", help_heading = "What is known of the party")]
    address: Option<String>,

    /// Date of birth or foundation, or the year
    #[arg(long, value_name = "DATE", help_heading = "What is known of the party")]
    date: Option<String>,
}

impl Known {
    /// The party of this name.
    pub fn of<'a>(&'a self, name: &'a str, countries: &Countries) -> Result<Asked<'a>, Report> {
        let mut asked = Asked {
            name: name.into(),
            kind: self.kind.map(KindOf::kind),
            identifiers: self.identifier.iter().map(|one| Cow::Borrowed(one.as_str())).collect(),
            address: self.address.as_deref().map(Cow::Borrowed),
            date: self.date.as_deref().map(Cow::Borrowed),
            ..Asked::default()
        };
        for text in &self.country {
            let country = countries.parse(text).map_err(|error| {
                Report::new(format!("--country: {error}")).with_help("write a code such as SG, or the English name")
            })?;
            asked.add_country(country);
        }
        Ok(asked)
    }
}

/// What a party is, as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindOf {
    /// A natural person
    Person,
    /// A company, authority or group
    Organization,
    /// A ship
    Vessel,
    /// An aircraft
    Aircraft,
}

impl KindOf {
    fn kind(self) -> Kind {
        match self {
            Self::Person => Kind::Person,
            Self::Organization => Kind::Organization,
            Self::Vessel => Kind::Vessel,
            Self::Aircraft => Kind::Aircraft,
        }
    }
}
