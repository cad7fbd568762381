//! What a form sends is what its button says: each thing that somebody may do has a form, and the case takes what it becomes.

use crate::fields::{Sent, forms};
use crate::views::{agency_page, agency_view, chair_page, inspector_page, keys, officer_pages, officer_view, page_of};
use crate::world::{World, adviser, agency, chair, condition, conditions, inspector, license, officer, said};
use portcullis_console::authority::{AgencyCaseView, CaseTab, CaseView, Pressed, agency_case, case, event_of, pressed};
use portcullis_console::{Filled, Place};
use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::agency::Agencies;
use portcullis_desk::case::Case;
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::{Outcome, OutcomeKind};
use portcullis_desk::event::{Actor, Entry, Event, EventKind, Said};
use portcullis_license::Rule;

/// Situations in which there is much to do.
fn worlds() -> Vec<(&'static str, World)> {
    let text = "as it is";
    let mut settled = World::in_conflict(text);
    let ruling = portcullis_desk::event::Ruling { stand: portcullis_desk::advice::Stand::Approve, without: [].into() };
    settled.does(chair(), Event::ChairDecided { ruling, said: said(text) });
    let mut escalated = settled.clone();
    escalated.does(
        adviser("defense"),
        Event::Escalated { to: portcullis_desk::course::Rung::AdvisoryCommittee, said: said(text) },
    );
    let mut stopped = World::referred(text);
    stopped.does(officer("officer.one"), Event::Stopped { cause: StopCause::PreLicenseCheck, said: said(text) });
    let mut ended = World::open(text);
    ended.does(officer("officer.one"), Event::Returned { said: said(text) });
    let mut closed = ended.clone();
    closed.does(officer("officer.one"), Event::Closed {}).waits(6 * 366);
    let mut varied = World::licensed(text);
    let mut license = license(&conditions("defense", text));
    license.until = crate::world::day("2027-12-31");
    varied.drafts(Outcome::Vary { license });
    vec![
        ("received", World::open(text)),
        ("registered", World::registered(text)),
        ("referred", World::referred(text)),
        ("stopped", stopped),
        ("conflict", World::in_conflict(text)),
        ("settled", settled),
        ("escalated", escalated),
        ("ready", World::ready(text)),
        ("drafted", World::drafted(text)),
        ("denying", World::denying(text)),
        ("licensed", World::licensed(text)),
        ("varied", varied),
        ("ended", ended),
        ("closed", closed),
    ]
}

fn stops(world: &World) -> Vec<StopCause> {
    world.case.state().open_stops().map(|stop| stop.cause).collect()
}

/// The forms of all pages that somebody has.
fn all_forms(world: &World, who: &Actor) -> Vec<Sent> {
    let officer_forms = || {
        let officer = officer_view(world, who);
        let view =
            |tab, outcome| CaseView { stops: stops(world), outcome, ..crate::views::case_view(world, &officer, tab) };
        let tabs = CaseTab::ALL.map(|tab| case(&view(tab, None)));
        let drafts = OutcomeKind::ALL.map(|outcome| case(&view(CaseTab::Decision, Some(outcome))));
        tabs.into_iter().chain(drafts).map(|body| page_of("Case", Place::Cases, body)).collect::<Vec<_>>()
    };
    let pages = match who {
        Actor::Officer { .. } => officer_forms(),
        Actor::Adviser { agency, .. } => vec![page_of("Case", Place::Cases, agency_page(world, agency.as_str()))],
        Actor::Chair { .. } => vec![page_of("Case", Place::Cases, chair_page(world))],
        _ => vec![page_of("Case", Place::Cases, inspector_page(world))],
    };
    pages.iter().flat_map(|page| forms(page)).filter(|form| form.action.contains("/events/")).collect()
}

/// What whoever takes a file puts beside the fields.
fn with_file(kind: EventKind, mut values: Vec<(String, String)>) -> Vec<(String, String)> {
    if kind == EventKind::Attached {
        let sha256 = "c".repeat(64);
        let known = [("file_name", "note.txt"), ("media_type", "text/plain"), ("bytes", "4"), ("sha256", &sha256)];
        values.extend(known.map(|(name, value)| (format!("attached.{name}"), value.to_owned())));
    }
    values
}

fn read(kind: EventKind, values: Vec<(String, String)>, case: &Case, who: &Actor) -> Result<Event, Filled> {
    match pressed(values) {
        Pressed::Sent(_, filled) => event_of(kind, &filled, case, who.agency()),
        Pressed::Again(filled) => Err(filled),
    }
}

fn record(world: &World, who: &Actor, event: Event) -> Result<(), String> {
    let entry = Entry { number: world.case.next_number(), at: world.now, by: who.clone(), event };
    world.case.clone().record(&entry).map_err(|refusal| refusal.to_string())
}

#[test]
fn what_somebody_may_do_has_a_form_and_the_case_takes_what_it_becomes() {
    let mut done: Vec<EventKind> = Vec::new();
    for (name, world) in worlds() {
        let mut people = vec![officer("officer.one"), officer("officer.two"), chair()];
        people.extend(
            ["defense", "state"]
                .iter()
                .filter(|of| world.case.state().advice.contains_key(&agency(of)))
                .map(|of| adviser(of)),
        );
        people.extend((!world.case.state().inspections.is_empty()).then(inspector));
        for who in people {
            let forms = all_forms(&world, &who);
            for kind in world.case.allowed(&who, world.now) {
                let mine: Vec<&Sent> = forms.iter().filter(|form| form.word() == kind.word()).collect();
                assert!(!mine.is_empty(), "{name}: {kind} has no form for {who:?}");
                let tried = mine.iter().map(|form| {
                    let values = with_file(kind, form.filled());
                    let event = read(kind, values, &world.case, &who).map_err(|filled| format!("{filled:?}"))?;
                    assert_eq!(event.kind(), kind);
                    record(&world, &who, event)
                });
                // One of several drafts is what advice points to; every other form is taken as it is.
                let refused: Vec<String> = tried.filter_map(Result::err).collect();
                let enough = if kind == EventKind::Drafted { refused.len() < mine.len() } else { refused.is_empty() };
                assert!(enough, "{name}: {kind}: {refused:#?}");
                done.push(kind);
            }
            for form in &forms {
                let kinds: Vec<EventKind> = world.case.allowed(&who, world.now);
                assert!(
                    kinds.iter().any(|kind| kind.word() == form.word()),
                    "{name}: {} is offered and not taken",
                    form.action
                );
            }
        }
    }
    let missing: Vec<&EventKind> = EventKind::ALL
        .iter()
        .filter(|kind| {
            let by_people =
                kind.roles().iter().any(|role| !matches!(role.to_string().as_str(), "applicant" | "system"));
            by_people && !done.contains(kind)
        })
        .collect();
    assert!(missing.is_empty(), "never tried: {missing:?}");
}

#[test]
fn a_case_that_all_agencies_were_asked_about_is_not_to_be_referred_again() {
    let all = || Agencies::united_states().iter().filter(|agency| !agency.decides).map(|agency| agency.name.clone());
    let refers = |world: &World| {
        let who = officer("officer.one");
        let offers = |(_, body): (String, maud::Markup)| body.into_string().contains("do-referred\"");
        let of_pages = officer_pages(world, &who).into_iter().any(offers);
        let of_forms = all_forms(world, &who).iter().any(|form| form.word() == "referred");
        assert_eq!(of_pages, of_forms, "a link leads to the form, and nowhere else");
        of_forms
    };
    let mut world = World::registered("x");
    let refer = |agencies| Event::Referred { agencies, routing: "rules-1".to_owned(), said: said("x") };
    assert!(refers(&world), "nobody was asked yet");
    world.does(officer("officer.one"), refer(all().skip(1).collect()));
    assert!(refers(&world), "one can still be asked");
    world.does(officer("officer.one"), refer(all().take(1).collect()));
    assert!(!refers(&world));
    assert!(record(&world, &officer("officer.one"), refer([].into())).is_err(), "the case would not take it either");
}

#[test]
fn a_form_that_is_empty_says_what_is_missing_beside_each_field() {
    let world = World::licensed("x");
    let who = officer("officer.one");
    for form in all_forms(&world, &who) {
        let kind = *EventKind::ALL.iter().find(|kind| kind.word() == form.word()).unwrap();
        let nothing: Vec<(String, String)> =
            form.values.iter().filter(|(name, _)| !name.contains('.')).cloned().collect();
        if form.filled().iter().all(|(name, _)| !name.contains('.')) {
            continue;
        }
        let Err(filled) = read(kind, nothing, &world.case, &who) else { panic!("{kind} was read from nothing") };
        let officer = officer_view(&world, &who);
        let outcome = Some(OutcomeKind::Revoke);
        let page = page_of(
            "Case",
            Place::Cases,
            case(&CaseView { filled, outcome, ..crate::views::case_view(&world, &officer, CaseTab::of(kind)) }),
        );
        assert!(page.contains("There is a problem"), "{kind}");
        crate::checker::check_page(&page);
    }
}

/// Presses a button that adds or removes, and takes the form again.
fn press(form: &Sent, button: &str, more: &[(&str, &str)]) -> Filled {
    let mut values = form.filled();
    values.retain(|(name, _)| !more.iter().any(|(own, _)| own == name));
    values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    values.push(("do".to_owned(), button.to_owned()));
    let Pressed::Again(filled) = pressed(values) else { panic!("`{button}` did something") };
    filled
}

#[test]
fn conditions_are_added_altered_and_removed_without_a_script() {
    let world = World::referred("x");
    let view = agency_view(&world, "defense");
    let page = |filled: Filled| {
        let view = AgencyCaseView {
            agency: &view,
            agencies: Agencies::united_states(),
            version: None,
            filled,
            keys: Some(keys()),
        };
        page_of("Case", Place::Cases, agency_case(&view))
    };
    let form = |html: &str| forms(html).into_iter().find(|form| form.word() == "recommended").unwrap();
    let list = "recommended.positions[0].conditions";
    let first = form(&page(Filled::default()));
    let says = ("recommended.positions[0].says", "approve_with_conditions");
    let add = format!("{list}.add");
    let one = press(&first, &format!("add:{list}"), &[says, (&add, "report_every")]);
    let two = press(&form(&page(one)), &format!("add:{list}"), &[(&add, "text")]);
    let html = page(two);
    assert!(html.contains("Report every so many days") && html.contains("In words, kept by people"));
    let gone = press(&form(&html), &format!("remove:{list}[0]"), &[]);
    let html = page(gone);
    let last = form(&html);
    assert!(!last.values.iter().any(|(_, value)| value == "report_every"));
    // A party is spoken of apart.
    let apart = press(&last, "add:recommended.positions", &[("recommended.positions.add", "party:Example Resale LLC")]);
    let done = form(&page(apart));
    let Ok(Event::Recommended { positions, said: Said::Kept(said), .. }) =
        read(EventKind::Recommended, done.filled(), &world.case, &adviser("defense"))
    else {
        panic!("not read")
    };
    assert_eq!(positions.len(), 2);
    let words = condition("defense", "in some words", Rule::Text { text: "in some words".to_owned() });
    assert_eq!(said.positions[0].says, Says::ApproveWithConditions { conditions: vec![words] });
    assert_eq!(said.positions[1].subject, Subject::Party { name: "Example Resale LLC".to_owned() });
}

#[test]
fn a_draft_says_what_becomes_of_each_condition() {
    let world = World::ready("x");
    let officer = officer_view(&world, &officer("officer.one"));
    let view = |filled| CaseView {
        outcome: Some(OutcomeKind::Approve),
        filled,
        ..crate::views::case_view(&world, &officer, CaseTab::Decision)
    };
    let html = |filled| page_of("Case", Place::Cases, case(&view(filled)));
    let first = html(Filled::default());
    assert_eq!(first.matches("as asked for").count(), 8);
    assert!(!first.contains("needs the consent"));
    let form = forms(&first).into_iter().find(|form| form.word() == "drafted").unwrap();
    let altered = press(&form, "show", &[("drafted.license.conditions[0].chips", "9999")]);
    let again = html(altered);
    assert_eq!(again.matches("as asked for").count(), 7);
    assert!(
        again.contains("altered; needs the consent of defense") && again.contains("No more than 9999 chips at once.")
    );
    let dropped = html(press(&form, "remove:drafted.license.conditions[7]", &[]));
    assert!(dropped.contains("dropped; needs the consent of defense"));
}

#[test]
fn every_page_of_every_situation_keeps_the_rules() {
    for (name, world) in worlds() {
        for (part, body) in officer_pages(&world, &officer("officer.one")) {
            let page = page_of(name, Place::Cases, body);
            crate::checker::check_page(&page);
            assert!(page.len() < 150_000, "{name}, {part}: {} bytes", page.len());
        }
    }
}
