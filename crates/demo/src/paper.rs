//! Applications as the provider's people fill them in: what is known from the determination, and what only a person knows.

use portcullis_application::form::{Document, Money, SiteEntry};
use portcullis_application::{Application, Certifier, Filed, required_of, sign};
use portcullis_counter::content::{Content, Keeping, Room};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_license::{Condition, Group, Instant, Person, Rule, Site};

use crate::error::{DemoError, broken};
use crate::open::Open;
use crate::people::compliance_name;
use crate::plan::Plan;

/// The site where most of a provider's chips stand.
pub(crate) fn first_site(plan: &Plan) -> Result<Site, DemoError> {
    Site::new(&format!("{}-1", plan.provider.short)).map_err(broken)
}

/// Another site, that an application names and an agency may not want.
pub(crate) fn second_site(plan: &Plan) -> Result<Site, DemoError> {
    Site::new(&format!("{}-2", plan.provider.short)).map_err(broken)
}

/// Who signs a plan's papers at the provider.
pub(crate) fn certifier_name(plan: &Plan) -> String {
    compliance_name(plan.provider, plan.place)
}

/// Fills in what only a person knows.
pub(crate) fn fill_in(application: &mut Application, plan: &Plan) -> Result<(), DemoError> {
    let (from, until) = plan.period();
    (application.from, application.until) = (Some(from), Some(until));
    application.contact.name = certifier_name(plan);
    application.contact.telephone = "+1 555 0100".to_owned();
    application.contact.email = format!("licensing@{}", plan.provider.house);
    application.security =
        "Weights and checkpoints stay on encrypted volumes at the site. Accounts are personal, with hardware keys; \
                            sessions are recorded. The customer has no access to the hosts below its virtual machines."
            .to_owned();
    application.end_use.description = described(plan).to_owned();
    application.end_use.training_operations.get_or_insert_with(|| plan.training.to_owned());
    application.resale = Some(false);
    application.remote_users.any = Some(false);
    parties(application, plan)?;
    for item in &mut application.items {
        item.chip_hours = Some(plan.chip_hours);
        item.price = Some(Money { currency: "USD".to_owned(), hundredths: 220 + plan.place as u64 % 90 });
    }
    sites(application, plan)?;
    let no_resale = Condition { id: "no-resale".to_owned(), owner: "authority".to_owned(), rule: Rule::NoResale };
    application.offered = vec![no_resale];
    let agreement = agreement(plan)?;
    application.documents = vec![document("Master agreement.txt", "contract", &agreement)];
    let required = required_of(application).map_err(broken)?;
    application.certifications = required.iter().map(|one| one.name.clone()).collect();
    Ok(())
}

/// The document that goes with it.
fn agreement(plan: &Plan) -> Result<Content, DemoError> {
    let text = format!(
        "Master agreement of {}\n\nThe provider lets {} chips of {} to the customer, at its site in the United States, for {} chip-hours.\n\
         The customer resells nothing. The provider may stop what runs when a license ends.\n\nThere is no such agreement: it is made up.\n",
        plan.reference, plan.chips, plan.model, plan.chip_hours
    );
    Content::of(text.into_bytes()).map_err(broken)
}

/// What was found at the customer's office, for those who decide and those who asked.
pub(crate) fn visit(plan: &Plan) -> Result<(Content, Attachment), DemoError> {
    let text = format!(
        "Visit to the end user of {}\n\nThe office is at the address that the application states. Staff and machines are as stated.\n\n\
         There was no such visit: it is made up.\n",
        plan.reference
    );
    let report = Content::of(text.into_bytes()).map_err(broken)?;
    let audience = ["commerce", "defense", "state"].map(|name| AgencyName::new(name).map_err(broken));
    let attachment = Attachment {
        document: document("Report of the visit.txt", "end_use_check", &report),
        classification: Some("OFFICIAL USE ONLY".to_owned()),
        audience: audience.into_iter().collect::<Result<_, _>>()?,
    };
    Ok((report, attachment))
}

fn document(name: &str, kind: &str, content: &Content) -> Document {
    Document {
        name: name.to_owned(),
        kind: kind.to_owned(),
        media_type: content.kind().media_type().to_owned(),
        bytes: content.bytes().len() as u64,
        sha256: content.hash().to_hex(),
        expires: None,
    }
}

/// Keeps the agreement in a room of a house.
pub(crate) fn keep_agreement(house: &mut Open<'_>, room: &Room, plan: &Plan) -> Result<(), DemoError> {
    keep(house, room, &certifier_name(plan), &agreement(plan)?)
}

/// Keeps a content in a room of a house.
pub(crate) fn keep(house: &mut Open<'_>, room: &Room, by: &str, content: &Content) -> Result<(), DemoError> {
    let keeping = Keeping { at: house.moment(), by: by.to_owned() };
    (0..content.steps()).try_for_each(|step| house.keep(&mut |open| content.keep(open, room, &keeping, step)))
}

fn described(plan: &Plan) -> &'static str {
    match plan.end_use {
        "model_training" => {
            "Training and evaluation of models for the customer's own products. No model is offered to others."
        }
        "research" => "Civil research with partners at universities; results are published.",
        _ => "Models that serve the customer's own products. Nothing is trained.",
    }
}

fn parties(application: &mut Application, plan: &Plan) -> Result<(), DemoError> {
    for (place, party) in application.parties.iter_mut().enumerate() {
        party.address = format!("{} Example Road\nExample City, {}", plan.place % 90 + place + 1, party.country);
        if party.ultimate_parent.is_empty() {
            party.ultimate_parent.clone_from(&party.name);
            party.ultimate_parent_country.clone_from(&party.headquarters);
        }
        if party.group.is_none() && party.role.receives() {
            party.group = Some(Group::new(&party.ultimate_parent).map_err(broken)?);
        }
        for owner in &mut party.owners {
            owner.evidence = format!("Register of companies, extract {:06}", plan.place * 17 + 4_000);
            owner.as_of = Some(plan.filed_on);
        }
    }
    Ok(())
}

fn sites(application: &mut Application, plan: &Plan) -> Result<(), DemoError> {
    let entry = |site: Site, region: &str| SiteEntry {
        site,
        country: "US".to_owned(),
        region: region.to_owned(),
        cluster_chips: Some(plan.chips),
        interconnect: "InfiniBand, 400 Gbit/s a chip".to_owned(),
    };
    application.sites = vec![entry(first_site(plan)?, "us-north-1"), entry(second_site(plan)?, "us-south-1")];
    Ok(())
}

/// Signs an application.
pub(crate) fn signed(application: Application, plan: &Plan, at: Instant) -> Result<Filed, DemoError> {
    let name = Person::new(&certifier_name(plan)).map_err(broken)?;
    sign(application, Certifier { name, capacity: "Compliance officer".to_owned(), at }).map_err(|gaps| {
        let gaps: Vec<_> = gaps.iter().map(ToString::to_string).collect();
        broken(format!("application {} cannot be signed: {}", plan.reference, gaps.join("; ")))
    })
}
