//! From every request of the examples that needs a license to an application, and back: the license it asks for covers the request.

use std::collections::BTreeSet;

use jiff::civil::date;
use portcullis_application::form::{Application, Money, PartyRole};
use portcullis_application::{
    Determined, PlannedRun, asked_for, from_determination, gaps, gaps_against, required_of, would_fit,
};
use portcullis_authorization::{Placement, asked};
use portcullis_determination::{
    Decided, Engine, GraphVersion, Memo, Profile, Request, ServedOwnership, Transaction, Words, parse_line,
};
use portcullis_evidence::{Decision, Editions};
use portcullis_law::{LawSource, Outcome};
use portcullis_license::{Instant, LicenseNumber, OperationId};
use portcullis_ownership::{GraphBuilder, Holding, InterestStatement, Kind, Nature, PartyStatement, Share};

use crate::common::{catalog, document, engine, law, paths, root};

fn lines() -> Vec<String> {
    let text = std::fs::read_to_string(root("examples/requests.jsonl")).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn decide(request: &Request<'_>) -> (Transaction, std::sync::Arc<Decided>) {
    let mut memo = Memo::default();
    let mut transaction = engine().resolve(request).unwrap();
    engine().screen(request, &mut transaction, &mut memo);
    let decided = engine().determine(&transaction, &mut memo);
    (transaction, decided)
}

fn placement() -> Placement {
    Placement { resale: Some(false), ..Placement::default() }
}

/// What only a person knows: fields without places.
const FOR_A_PERSON: [&str; 25] = [
    "security",
    "contact.name",
    "contact.telephone",
    "contact.email",
    "parties",
    "parties[].address",
    "parties[].country",
    "parties[].ultimate_parent",
    "parties[].ultimate_parent_country",
    "parties[].owners[].evidence",
    "parties[].owners[].as_of",
    "end_user_is_ultimate_consignee",
    "end_use.codes",
    "end_use.description",
    "end_use.training_operations",
    "items[].chip_hours",
    "items[].price",
    "sites[].region",
    "sites[].cluster_chips",
    "remote_users.any",
    "from",
    "until",
    "certifications",
    "documents",
    // Of goods and figures that the catalog does not have, and chips that no paragraph names.
    "items[].manufacturer",
];

fn without_places(path: &str) -> String {
    let mut depth = false;
    path.chars()
        .filter(|letter| {
            depth = *letter == '[' || (depth && *letter != ']');
            !depth || *letter == '['
        })
        .collect()
}

#[test]
fn only_what_a_person_knows_is_left_and_the_license_covers_the_request() {
    let mut covered = 0;
    for line in lines() {
        let mut request = parse_line(line.as_bytes()).unwrap();
        let (transaction, decided) = decide(&request);
        let placement = placement();
        let determined = Determined {
            engine: engine(),
            request: &request,
            transaction: &transaction,
            decided: &decided,
            placement: &placement,
            record: None,
        };
        let drafted = from_determination(&determined);
        if decided.outcome != Outcome::LicenseRequired {
            if decided.regimes.iter().all(|own| own.outcome != Outcome::LicenseRequired) {
                assert_eq!(drafted.unwrap_err().0, decided.outcome, "{line}");
            }
            continue;
        }
        let mut application = drafted.unwrap();
        let counted = asked(engine(), &request, &transaction, &placement).is_ok();
        let by_figures_alone = ["items[].classifications", "items[].tpp", "items[].chips"];
        for gap in gaps(&application) {
            let field = without_places(&gap.path);
            let is_for_a_person = FOR_A_PERSON.contains(&field.as_str());
            // A letter to a company names chips that no paragraph of the control list has.
            let is_in_a_letter = field == "items[].classifications";
            assert!(
                is_for_a_person || is_in_a_letter || (!counted && by_figures_alone.contains(&field.as_str())),
                "{gap}: {line}"
            );
        }
        assert_eq!(gaps_against(&application, engine()), [], "{line}");
        assert!(!application.provisions.is_empty() && !application.regimes.is_empty(), "{line}");
        if !counted {
            continue;
        }
        let before = asked(engine(), &request, &transaction, &placement).unwrap();
        assert!(application.items[0].classifications.iter().all(|one| before.classifications.contains(one)), "{line}");
        fill_in(&mut application);
        assert_eq!(gaps(&application), [], "{line}");

        // What the person said of the end use is said of the transaction too.
        request.end_use = Some(Some(Words::Many(application.end_use.codes.iter().cloned().map(Into::into).collect())));
        request.training_operations = None;
        let mut asked = asked(engine(), &request, &transaction, &placement).unwrap();
        asked.training_operations.clone_from(&application.end_use.training_operations);
        let license = asked_for(&application, LicenseNumber::new("PERMIT-1").unwrap(), "Bureau").unwrap();
        assert_eq!(license.check(), Ok(()), "{line}");
        assert_eq!(license.objections(&asked, Instant::start_of(application.from.unwrap())), [], "{line}");
        assert_eq!((application.items[0].tpp, application.items[0].chips), (Some(asked.tpp), u64::from(asked.chips)));
        let (from, until) = (application.from.unwrap(), application.until.unwrap());
        let run = PlannedRun { asked, from, until };
        assert_eq!(would_fit(&application, std::slice::from_ref(&run)), [], "{line}");
        covered += 1;
    }
    // The examples whose item is an accelerator of the catalog.
    assert!(covered >= 8, "{covered}");
}

/// Fills in what only a person knows, and nothing else.
fn fill_in(application: &mut Application) {
    let text = || "Stated by officer.one".to_owned();
    application.security = text();
    application.contact.name = text();
    application.contact.telephone = "+1 555 0100".to_owned();
    application.contact.email = "officer.one@example.org".to_owned();
    application.end_use.description = text();
    application.end_use.training_operations.get_or_insert_with(|| "0".to_owned());
    if application.end_use.codes.is_empty() {
        application.end_use.codes.push("commercial".to_owned());
    }
    (application.from, application.until) = (Some(date(2027, 1, 1)), Some(date(2027, 3, 31)));
    application.ask_for_all_hours();
    application.remote_users.any = Some(false);
    for party in &mut application.parties {
        party.address = text();
        if party.ultimate_parent.is_empty() {
            party.ultimate_parent.clone_from(&party.name);
            party.ultimate_parent_country.clone_from(&party.headquarters);
        }
        for owner in &mut party.owners {
            owner.evidence = text();
            owner.as_of = Some(date(2026, 11, 1));
        }
    }
    for item in &mut application.items {
        item.price = Some(Money { currency: "USD".to_owned(), hundredths: 250 });
        if item.classifications.is_empty() {
            item.classifications.push("4A003".to_owned());
        }
    }
    for site in &mut application.sites {
        site.region = text();
        site.cluster_chips = Some(8);
        if site.interconnect.is_empty() {
            site.interconnect = text();
        }
    }
    // A purchase names who buys and not for whom.
    if !application.parties.iter().any(|party| matches!(party.role, PartyRole::EndUser | PartyRole::UltimateConsignee))
    {
        let buyer = application.parties.iter().find(|party| party.role == PartyRole::Purchaser).unwrap();
        let user = portcullis_application::form::PartyEntry { role: PartyRole::UltimateConsignee, ..buyer.clone() };
        application.parties.push(user);
    } else if !application.parties.iter().any(|party| party.role == PartyRole::UltimateConsignee) {
        application.end_user_is_ultimate_consignee = true;
    }
    application.documents.extend([document("end_user_statement"), document("purchase_order")]);
    application.certifications = required_of(application).unwrap().iter().map(|one| one.name.clone()).collect();
}

#[test]
fn the_story_is_filled_in_as_it_is_known() {
    let line = lines().into_iter().find(|line| line.contains("req-003")).unwrap();
    let request = parse_line(line.as_bytes()).unwrap();
    let (transaction, decided) = decide(&request);
    let (placement, record) = (placement(), OperationId::new("req-003").unwrap());
    let determined = Determined {
        engine: engine(),
        request: &request,
        transaction: &transaction,
        decided: &decided,
        placement: &placement,
        record: Some(&record),
    };
    let application = from_determination(&determined).unwrap();

    assert_eq!(application.regimes, ["us-cloud-permission"]);
    let cited: BTreeSet<&str> = application.provisions.iter().map(|one| one.provision.as_str()).collect();
    assert_eq!(cited, BTreeSet::from(["us-cloud-parent"]));
    assert_eq!(application.provisions[0].standing, "assumed");
    assert_eq!(application.provisions[0].review_policy.as_deref(), Some("case_by_case"));
    let roles: Vec<PartyRole> = application.parties.iter().map(|party| party.role).collect();
    assert_eq!(roles, [PartyRole::Applicant, PartyRole::EndUser]);
    assert!(application.end_user_is_ultimate_consignee);
    let user = &application.parties[1];
    assert_eq!(
        (user.country.as_str(), user.ultimate_parent.as_str(), user.ultimate_parent_country.as_str()),
        ("SG", "Example Robotics Group", "CN")
    );
    assert_eq!(user.group.as_ref().map(portcullis_license::Group::as_str), Some("Example Robotics Group"));
    let item = &application.items[0];
    assert_eq!((item.model.as_str(), item.tpp, item.chips), ("H100 SXM5 80GB", Some(15_832), 32));
    assert_eq!(item.aggregate_tpp(), Some(506_624));
    assert_eq!(item.classifications, ["3A090.a"]);
    assert_eq!(application.end_use.training_operations.as_deref(), Some("3e24"));
    assert_eq!(application.sites[0].site.as_str(), "US");

    let law = LawSource::from_directory(&root("law")).unwrap();
    let editions = Editions::of(&law, &[], "");
    let recorded = Decision::of(engine(), &editions.edition, &request, &transaction, &decided);
    let made = application.determination.unwrap();
    assert_eq!(made.record.as_deref(), Some("req-003"));
    assert_eq!(format!("sha256:{}", made.answer), recorded.answer);
}

/// The provider is who applies; where the chips are run by another, that one is the licensee.
#[test]
fn a_placement_names_the_licensee() {
    let line = lines().into_iter().find(|line| line.contains("req-001")).unwrap();
    let request = parse_line(line.as_bytes()).unwrap();
    let (transaction, decided) = decide(&request);
    let elsewhere = Placement {
        provider: Some(portcullis_license::Provider::new("Northern Compute Ltd").unwrap()),
        site: Some(portcullis_license::Site::new("northern-1").unwrap()),
        ..Placement::default()
    };
    let determined = Determined {
        engine: engine(),
        request: &request,
        transaction: &transaction,
        decided: &decided,
        placement: &elsewhere,
        record: None,
    };
    let application = from_determination(&determined).unwrap();
    assert_eq!(portcullis_application::licensee(&application).unwrap().as_str(), "Northern Compute Ltd");
    assert_eq!(application.parties.iter().filter(|party| party.role == PartyRole::Applicant).count(), 1);
    assert_eq!(application.sites[0].site.as_str(), "northern-1");
    assert!(paths(&gaps(&application)).contains(&"resale"));
    let asked = asked(engine(), &request, &transaction, &elsewhere).unwrap();
    assert_eq!(asked.provider.as_str(), "Northern Compute Ltd");
}

/// What the graph says of a customer is filled in with the statements it rests on; what it gives as a range is no share.
#[test]
fn owners_and_parents_come_from_the_graph_with_their_evidence() {
    let mut builder = GraphBuilder::new();
    builder.document("register.csv");
    for (id, name, seat) in [
        ("user", "Fictitious User Pte. Ltd.", "SG"),
        ("top", "Fictitious Holding Co.", "CN"),
        ("fund", "Fictitious Fund LP", "HK"),
    ] {
        let headquarters = engine().catalog().countries().parse(seat).ok();
        builder
            .party(&PartyStatement {
                id,
                name: Some(name),
                headquarters,
                kind: Some(Kind::Organization),
                ..PartyStatement::default()
            })
            .unwrap();
    }
    for (owner, percent, statement) in [("top", "60.126", "st-1"), ("fund", "20-30", "st-2")] {
        let stated = Some(date(2026, 10, 1));
        let share = Share::parse(percent).unwrap();
        builder
            .interest(&InterestStatement {
                owner,
                owned: "user",
                nature: Nature::Ownership,
                share,
                held: Holding::Direct,
                from: None,
                to: None,
                statement,
                stated,
            })
            .unwrap();
    }
    let version = GraphVersion { document: "register.csv".to_owned(), sha256: String::new() };
    let engine = Engine::new(law().clone(), catalog().clone(), Profile::built_in(Profile::DEFAULT).unwrap()).unwrap();
    let engine = engine.with_ownership(ServedOwnership::new(builder.finish(), vec![version]));
    let line = r#"{"kind":"provide_compute","on":"2026-11-21","item":{"accelerator":"H100 SXM5 80GB"},"quantity":8,"site":"US","parties":[{"role":"provider","name":"Northern Compute Ltd","country":"US","headquarters":"US"},{"role":"customer","name":"Fictitious User Pte. Ltd.","country":"SG"}]}"#;
    let request = parse_line(line.as_bytes()).unwrap();
    let mut memo = Memo::default();
    let mut transaction = engine.resolve(&request).unwrap();
    engine.screen(&request, &mut transaction, &mut memo);
    let decided = engine.determine(&transaction, &mut memo);
    let determined = Determined {
        engine: &engine,
        request: &request,
        transaction: &transaction,
        decided: &decided,
        placement: &placement(),
        record: None,
    };
    let application = from_determination(&determined).unwrap();
    let user = &application.parties[1];
    assert_eq!(
        (user.headquarters.as_str(), user.ultimate_parent.as_str(), user.ultimate_parent_country.as_str()),
        ("SG", "Fictitious Holding Co.", "CN")
    );
    let mut owners: Vec<_> = user
        .owners
        .iter()
        .map(|owner| {
            (owner.name.as_str(), owner.country.as_str(), owner.basis_points, owner.evidence.as_str(), owner.as_of)
        })
        .collect();
    owners.sort_unstable();
    let on = Some(date(2026, 10, 1));
    assert_eq!(owners[0].0, "Fictitious Fund LP");
    assert_eq!((owners[0].2, owners[0].4), (None, on));
    assert!(owners[0].3.starts_with("register.csv, statement st-2: "), "{}", owners[0].3);
    assert_eq!(owners[1], ("Fictitious Holding Co.", "CN", Some(6_012), "register.csv, statement st-1: 60.126%", on));
    // Of the provider nothing is stated: that it is its own parent is assumed, and not filled in.
    assert_eq!(application.parties[0].ultimate_parent, "");
}
