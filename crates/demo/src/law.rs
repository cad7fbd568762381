//! The law of the demo: the engine that decides, and determinations as the provider's people make them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_application::{Application, Determined, from_determination};
use portcullis_authorization::{Authorized, Placement, asked, authorize};
use portcullis_desk::agency::Agencies;
use portcullis_desk::routing::{Routing, Vocabulary};
use portcullis_determination::{Engine, Memo, parse_line};
use portcullis_evidence::{Decision, Editions};
use portcullis_journal::Submission;
use portcullis_law::CodeType;
use portcullis_license::{Instant, Operation, OperationId, Provider, Site};

use crate::ask::{Wanted, request};
use crate::customer::Customer;
use crate::error::{DemoError, broken};
use crate::open::Open;
use crate::people::ProviderOf;

/// What decisions are made with.
pub(crate) struct Law<'a> {
    engine: &'a Engine,
    editions: &'a Editions,
    memo: Memo,
}

/// Something that a provider asks about a customer.
pub(crate) struct Ask<'a> {
    pub(crate) id: &'a str,
    pub(crate) provider: &'a ProviderOf,
    pub(crate) customer: &'a Customer,
    pub(crate) wanted: Wanted<'a>,
    /// Where the chips stand.
    pub(crate) site: Option<Site>,
}

impl<'a> Law<'a> {
    pub(crate) fn new(engine: &'a Engine, editions: &'a Editions) -> Self {
        Self { engine, editions, memo: Memo::default() }
    }

    /// The rules by which cases are referred.
    pub(crate) fn routing(&self) -> Result<Routing, DemoError> {
        let end_uses = self.engine.law().codes.table(CodeType::EndUse).iter();
        let end_uses: BTreeSet<String> = end_uses.map(|(_, code, _)| code.to_owned()).collect();
        let countries = self.engine.catalog().countries();
        let vocabulary = Vocabulary { agencies: Agencies::united_states(), countries, end_uses: &end_uses };
        Routing::parse(Routing::UNITED_STATES, &vocabulary).map_err(|mistake| DemoError::Law(mistake.to_string()))
    }

    /// Records what decisions of a house are made with.
    pub(crate) fn keep(&self, house: &mut Open<'_>) -> Result<(), DemoError> {
        let parts = &self.editions.parts;
        house.keep(&mut |open| parts.iter().try_for_each(|(name, content)| open.put_blob(name, content)))?;
        for note in self.editions.notes(self.engine) {
            // Whoever opened the store may have recorded it already.
            if !house.has(&note.id)? {
                house.record(note)?;
            }
        }
        Ok(())
    }

    /// Decides, and records the decision.
    pub(crate) fn ask(&mut self, house: &mut Open<'_>, ask: &Ask<'_>, on: Date) -> Result<(), DemoError> {
        let text = text(ask, on);
        let authorized = self.authorized(house, ask, &text, house.moment())?;
        house.record(self.decision(&authorized, ask.id)?)
    }

    /// Decides and records, and begins an application from that.
    pub(crate) fn apply(&mut self, house: &mut Open<'_>, ask: &Ask<'_>, on: Date) -> Result<Application, DemoError> {
        let text = text(ask, on);
        let authorized = self.authorized(house, ask, &text, house.moment())?;
        let decision = self.decision(&authorized, ask.id)?;
        let record = decision.id.clone();
        house.record(decision)?;
        let placement = placement(ask)?;
        // As it is without the licenses on file: somebody who applies wants one of their own.
        let parsed = parse_line(text.as_bytes()).map_err(broken)?;
        let mut transaction = self.engine.resolve(&parsed).map_err(broken)?;
        self.engine.screen(&parsed, &mut transaction, &mut self.memo);
        let decided = self.engine.determine(&transaction, &mut self.memo);
        let determined = Determined {
            engine: self.engine,
            request: &parsed,
            transaction: &transaction,
            decided: &decided,
            placement: &placement,
            record: Some(&record),
        };
        from_determination(&determined).map_err(|why| DemoError::Law(why.to_string()))
    }

    /// Starts something, as the gate does: the decision is recorded, and what licenses have to cover is held until a moment.
    pub(crate) fn start(&mut self, house: &mut Open<'_>, ask: &Ask<'_>, until: Instant) -> Result<(), DemoError> {
        let now = house.moment();
        let text = text(ask, now.date());
        let authorized = self.authorized(house, ask, &text, now)?;
        house.record(self.decision(&authorized, ask.id)?)?;
        let Authorized { request, transaction, decided, authorization } = &authorized;
        let Some(authorization) = authorization.as_ref().filter(|_| decided.outcome.opens()) else { return Ok(()) };
        let asked = asked(self.engine, request, transaction, &placement(ask)?).map_err(broken)?;
        for (place, license) in authorization.licenses(None).map_err(broken)?.into_iter().enumerate() {
            let own = if place == 0 { ask.id.to_owned() } else { format!("{}/{}", ask.id, place + 1) };
            let hold = Operation::Reserve { license, line: None, asked: asked.clone(), until };
            house.record(Submission::operation(OperationId::new(&own).map_err(broken)?, hold))?;
        }
        Ok(())
    }

    fn authorized<'t>(
        &mut self,
        house: &Open<'_>,
        ask: &Ask<'_>,
        text: &'t str,
        at: Instant,
    ) -> Result<Authorized<'t>, DemoError> {
        let request = parse_line(text.as_bytes()).map_err(broken)?;
        let placement = placement(ask)?;
        authorize(self.engine, house.ledger(), &request, &placement, at, &mut self.memo)
            .map_err(|error| DemoError::Law(error.to_string()))
    }

    fn decision(&self, authorized: &Authorized<'_>, id: &str) -> Result<Submission, DemoError> {
        let Authorized { request, transaction, decided, .. } = authorized;
        let id = OperationId::new(&format!("{id}/decision")).map_err(broken)?;
        Ok(Decision::of(self.engine, &self.editions.edition, request, transaction, decided).submission(id))
    }
}

fn text(ask: &Ask<'_>, on: Date) -> String {
    request(ask.id, on, ask.provider, ask.customer, &ask.wanted)
}

fn placement(ask: &Ask<'_>) -> Result<Placement, DemoError> {
    let provider = Some(Provider::new(ask.provider.name).map_err(broken)?);
    Ok(Placement { provider, site: ask.site.clone(), cluster: None, resale: Some(false) })
}
