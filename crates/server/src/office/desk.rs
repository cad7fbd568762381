//! What officers work with: the agencies of the procedure, whom the rules of routing name, and the letters of the house.

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_counter::CaseLetters;
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::routing::{Routing, Vocabulary};
use portcullis_determination::Engine;
use portcullis_law::CodeType;
use portcullis_letter::{Authority, Fonts, Kind, Templates};

use crate::config::{self, ConfigError};

/// What officers work with.
pub struct Desk {
    letters: CaseLetters,
    fonts: Fonts,
    routing: Routing,
    /// The agency that decides.
    decides: AgencyName,
}

impl Desk {
    /// That of a configuration. Rules of routing speak of the countries and end uses that the engine knows.
    ///
    /// # Errors
    /// [`ConfigError`] where letters or rules cannot be read, or say what cannot be.
    pub fn of(config: &config::Counter, engine: &Engine) -> Result<Self, ConfigError> {
        let agencies = Agencies::united_states();
        let decides = agencies.authority().map(|agency| agency.name.clone());
        let decides = decides.ok_or_else(|| ConfigError("counter: no agency of the procedure decides".to_owned()))?;
        let end_uses: BTreeSet<String> =
            engine.law().codes.table(CodeType::EndUse).iter().map(|(_, code, _)| code.to_owned()).collect();
        let words = Vocabulary { agencies, countries: engine.catalog().countries(), end_uses: &end_uses };
        let text = match &config.routing {
            Some(path) => read(path)?,
            None => Routing::UNITED_STATES.to_owned(),
        };
        let routing = Routing::parse(&text, &words).map_err(|error| wrong("routing", &error))?;
        let house = || config.house.to_string();
        let authority = Authority {
            name: config.name.clone().unwrap_or_else(house),
            address: config.address.clone(),
            contact: config.contact.clone().unwrap_or_else(house),
        };
        let letters = CaseLetters::new(templates(config.letters.as_deref())?, authority);
        let fonts = Fonts::builtin().map_err(|error| wrong("letters", &error))?;
        Ok(Self { letters, fonts, routing, decides })
    }

    /// The letters of cases.
    #[must_use]
    pub fn letters(&self) -> &CaseLetters {
        &self.letters
    }

    /// What letters are printed with.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The rules that say which agencies are asked about what.
    #[must_use]
    pub fn routing(&self) -> &Routing {
        &self.routing
    }

    /// The agencies of the procedure.
    #[must_use]
    pub fn agencies(&self) -> &Agencies {
        &self.letters.agencies
    }

    /// The agency that decides.
    #[must_use]
    pub fn decides(&self) -> &AgencyName {
        &self.decides
    }
}

/// The wording that comes with the program, but for what the folder has in the house's own.
fn templates(folder: Option<&Path>) -> Result<Templates, ConfigError> {
    let mut templates = Templates::builtin().map_err(|error| wrong("letters", &error))?;
    for kind in Kind::ALL {
        let own = folder.map(|folder| folder.join(format!("{kind}.toml"))).filter(|path| path.exists());
        if let Some(path) = own {
            let replaced = templates.replace(*kind, &read(&path)?);
            replaced.map_err(|error| wrong(&path.display().to_string(), &error))?;
        }
    }
    Ok(templates)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| wrong(&path.display().to_string(), &error))
}

fn wrong(what: &str, why: &dyn std::fmt::Display) -> ConfigError {
    ConfigError(format!("counter: {what}: {why}"))
}
