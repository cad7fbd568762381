//! The pages of a house that has half a year behind it.

use std::path::Path;

use jiff::civil::date;
use portcullis_access::Role;
use portcullis_counter::CaseLetters;
use portcullis_demo::people::{AUTHORITY, AUTHORITY_NAME, PROVIDERS};
use portcullis_demo::{Houses, Open, Size, World, salts};
use portcullis_determination::Profile;
use portcullis_evidence::{Editions, edition::TABLES};
use portcullis_law::LawSource;
use portcullis_letter::{Authority, Templates};
use portcullis_license::Instant;

use super::checker::read;
use super::person::Person;
use crate::service::{Service, house_key, project};

const TABS: [&str; 11] = [
    "",
    "/application",
    "/parties",
    "/advice",
    "/conditions",
    "/decision",
    "/letters",
    "/precedents",
    "/documents",
    "/license",
    "/history",
];

fn editions() -> Editions {
    let law = LawSource::from_directory(&project().join("law")).unwrap();
    let texts = TABLES.map(|name| (name, std::fs::read_to_string(project().join("catalog").join(name)).unwrap()));
    let catalog: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Editions::of(&law, &catalog, Profile::built_in_text(Profile::DEFAULT).unwrap())
}

/// Lives through the half year; the authority's store is then in this file.
fn live(size: Size, store: &Path) {
    let others: Vec<_> = PROVIDERS.iter().map(|_| tempfile::tempdir().unwrap()).collect();
    let places = others.iter().map(|folder| folder.path().join("store.db"));
    let mut stores: Vec<_> = std::iter::once(store.to_owned())
        .chain(places)
        .map(|path| portcullis_store::open(&path.display().to_string()).unwrap())
        .collect();
    let providers = PROVIDERS.len();
    let mut all: Vec<Open<'_>> = (0..)
        .zip(&mut stores)
        .map(|(place, store)| Open::new(store, place, providers, salts(place as u64)).unwrap())
        .collect();
    let others = all.split_off(1);
    let sender = Authority {
        name: AUTHORITY_NAME.to_owned(),
        address: vec!["1 Example Square".to_owned()],
        contact: AUTHORITY.to_owned(),
    };
    let letters = CaseLetters::new(Templates::builtin().unwrap(), sender);
    let mut houses = Houses { authority: all.remove(0), providers: others, letters: &letters };
    let editions = editions();
    let engine = editions.edition.engine(&mut |name| editions.parts.get(name).cloned()).unwrap();
    let world = World::new(size, 7, date(2026, 5, 1), date(2026, 10, 31));
    world.run(&mut houses, &engine, &editions, &mut |_| ()).unwrap();
}

fn service(size: Size) -> Service {
    let start = Instant::start_of(date(2026, 11, 1)).plus(9 * 3_600_000);
    Service::beginning(start.0, |config, folder| {
        live(size, &folder.join("store.db"));
        let across = PROVIDERS.iter().map(|provider| {
            let (house, key) = (provider.house, house_key(provider.house).verifier());
            let name = provider.name;
            format!("[[providers]]\nprovider = \"{name}\"\nacross = {{ house = \"{house}\", address = \"http://127.0.0.1:1\", keys = [{{ key = \"{key}\" }}] }}\n")
        });
        let counter = format!("house = \"{AUTHORITY}\"\nname = \"{AUTHORITY_NAME}\"\n{}", across.collect::<String>());
        config.counter = Some(toml::from_str(&counter).unwrap());
        config.access.tenants.clear();
        for agency in ["defense", "energy", "state", "treasury"] {
            config.access.tenants.push(toml::from_str(&format!("name = \"{agency}\"\nproviders = []")).unwrap());
        }
    })
}

async fn reads(service: &Service) {
    let app = service.app.clone();
    tokio::task::spawn_blocking(move || app.office().unwrap().read_on(app.gate())).await.unwrap().unwrap();
}

/// The addresses of a page that lead to pages of this kind.
fn links(html: &str, start: &str) -> Vec<String> {
    let hrefs = read(html).into_iter().filter_map(|element| element.get("href").map(str::to_owned));
    let mut links: Vec<String> = hrefs.filter(|href| href.starts_with(start)).collect();
    links.sort();
    links.dedup();
    links
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_every_part_is_sound_after_half_a_year() {
    let service = service(Size::SMALL);
    reads(&service).await;
    let officer = Person::new(&service, "officer.of-test", None, Role::Licensing).await;
    let list = officer.opens("/console/cases").await;
    let cases = links(&list, "/console/cases/20");
    assert!(cases.len() >= 20, "{cases:?}");
    for case in &cases {
        for tab in TABS {
            officer.opens(&format!("{case}{tab}")).await;
        }
    }
    for page in ["/console/queue", "/console/national-view", "/console/statistics"] {
        for link in links(&officer.opens(page).await, page).iter().filter(|link| link.contains("format=csv")) {
            officer.takes(link).await;
        }
    }
    let register = officer.opens("/console/licenses").await;
    for license in links(&register, "/console/licenses/") {
        officer.opens(&license).await;
    }
    let parts = [
        (Role::Chair, None),
        (Role::Inspector, None),
        (Role::Auditor, None),
        (Role::Adviser, Some("defense")),
        (Role::Adviser, Some("state")),
    ];
    for (role, tenant) in parts {
        let person = Person::new(&service, "somebody.of-test", tenant, role).await;
        person.opens("/console/queue").await;
        let own = links(&person.opens("/console/cases").await, "/console/cases/20");
        assert!(!own.is_empty() || role == Role::Inspector, "{role}");
        for case in own {
            person.opens(&case).await;
        }
    }
}
