//! What names have to find, and what they must not, on made-up lists with the real tables.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

use portcullis_lists::{Alias, Entry, Header, Kind, Snapshot};
use portcullis_screening::{
    Conclusion, Finding, Fingerprint, Judge, Lexicon, Query, Resolution, Resolutions, Score, Screener, Screening,
    Searcher, Thresholds, Use, compare,
};
use proptest::prelude::*;
use std::path::Path;
use std::sync::{Arc, OnceLock};

fn lexicon() -> Arc<Lexicon> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../names");
    Arc::clone(LEXICON.get_or_init(|| Arc::new(Lexicon::load_directory(&tables).unwrap())))
}

fn entry(id: usize, names: &[&str]) -> Entry {
    let (name, aliases) = names.split_first().unwrap();
    let aliases = aliases.iter().map(|alias| Alias { name: (*alias).to_owned(), weak: false });
    Entry {
        id: id.to_string(),
        list: "EL".to_owned(),
        name: (*name).to_owned(),
        aliases: aliases.collect(),
        ..Entry::default()
    }
}

fn screener(entries: Vec<Entry>) -> Screener {
    let header: Header = serde_json::from_value(serde_json::json!({
        "version": 1, "source": "made-up", "layout": "jsonl", "as_of": "2026-01-01", "content": "", "entries": 0,
        "records": 0, "lists": {}, "files": [], "bad_rows": 0, "previous": null, "how": "full", "forced": false,
    }))
    .unwrap();
    Screener::new(lexicon(), vec![Snapshot { header, entries }])
}

fn listed(names: &[&[&str]]) -> Screener {
    screener(names.iter().enumerate().map(|(id, names)| entry(id, names)).collect())
}

/// The entries found, best first.
fn found(screener: &Screener, name: &str) -> Vec<(usize, Score)> {
    match screener.screen(&Query::named(name), 10, &mut Searcher::default()) {
        Screening::Unscreenable => Vec::new(),
        Screening::Candidates(found) => {
            found.iter().map(|candidate| (candidate.entry.id.parse().unwrap(), candidate.score)).collect()
        }
    }
}

fn best(screener: &Screener, name: &str) -> Option<(usize, Score)> {
    found(screener, name).first().copied()
}

/// Over this, a person is asked in the default profile.
fn over_the_threshold(found: Option<(usize, Score)>, id: usize) -> bool {
    found.is_some_and(|(found, score)| found == id && score >= thresholds().possible)
}

fn thresholds() -> Thresholds {
    Thresholds::default()
}

const LIST: &[&[&str]] = &[
    &["Shenzhen Minghuiyuan Semiconductor Technology Co., Ltd."],
    &["Beijing Qianzhan Aerospace Electronics Research Institute", "BQAERI"],
    &["JOINT STOCK COMPANY VERKHNEOZERSK INSTRUMENT MAKING PLANT"],
    &["Tongrui Technology", "Tongrui"],
    &["FARAVAND SHIPPING LINES"],
    &["OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU ALTEKTRONIKA"],
    &["AL-DARWISHI, Abu Yusuf", "Yusuf Darwishi"],
    &["Golden Lotus Trading (H.K.) Limited"],
    &["Kaixuan Electronics Corporation 13th Research Institute"],
    &["Kaixuan Electronics Corporation 14th Research Institute"],
];

#[test]
fn spellings_of_a_listed_name_find_it() {
    let list = listed(LIST);
    for (name, id) in [
        ("SHENZHEN MINGHUIYUAN SEMICONDUCTOR TECHNOLOGY", 0),
        ("Shenzhen Ming Hui Yuan Semiconductor Tech Company Limited", 0),
        ("ShenzhenMinghuiyuanSemiconductorTechnologyCo.,Ltd.", 0),
        ("Minghuiyuan Semiconductor Technology Co., Ltd.", 0),
        ("Shenzhen Mingh\u{200b}uiyuan Semicоnductor Technology", 0),
        ("Shenzhen Minghuiyaun Semiconductor Technolgy", 0),
        ("深圳市明辉源半导体科技有限公司", 0),
        ("深圳市明輝源半導體科技有限公司", 0),
        ("北京前瞻航天电子研究所", 1),
        ("Verkhneozerskii priborostroitelnyi zavod AO", 2),
        ("АО Верхнеозерский приборостроительный завод", 2),
        ("Zhejiang Tongrui Technology Co., Ltd.", 3),
        ("Faravand Shiping Line", 4),
        ("Altektronika LLC", 5),
        ("ООО «Альтэктроника»", 5),
        ("Abu Yousef al-Darweeshi", 6),
        ("金莲花贸易(香港)有限公司", 7),
        ("GOLDEN LOTUS TRDG HK LTD", 7),
        ("Kaixuan Electronics 14th Institute", 9),
    ] {
        assert!(over_the_threshold(best(&list, name), id), "{name}: {:?}", found(&list, name));
    }
}

#[test]
fn other_companies_are_clear() {
    let list = listed(LIST);
    for name in [
        "Shenzhen Hongtaiyuan Semiconductor Technology Co., Ltd.",
        "Beijing Chemistry Research Institute",
        "Technology",
        "CORP",
        "Co., Ltd.",
        "Research Institute",
        "Trading (H.K.) Limited",
    ] {
        assert!(best(&list, name).is_none_or(|(_, score)| score < thresholds().possible), "{name}");
    }
    // Another institute of the same corporation may be near enough to ask, and is never taken for this one.
    let other = best(&list, "Kaixuan Electronics Corporation 15th Research Institute");
    assert!(other.is_some_and(|(_, score)| score < thresholds().listed), "{other:?}");
    assert!(best(&list, "Kaixuan Electronics Corporation 14th Research Institute").unwrap().1 == Score(10_000));
}

#[test]
fn a_body_is_found_by_its_other_names_but_never_taken_for_sure() {
    let list = listed(&[&["Advanced Micro-Fabrication Equipment"], &["Cambricon Technologies"], &["Acme"]]);
    for (name, id) in [("AMEC", 0), ("Hanwuji Technologies", 1)] {
        assert!(over_the_threshold(best(&list, name), id), "{name}: {:?}", found(&list, name));
        assert!(best(&list, name).unwrap().1 < thresholds().listed, "{name}");
    }
}

#[test]
fn a_misspelt_legal_form_is_a_legal_form() {
    let list = listed(&[&["Faravand Limited"], &["Joint Stock Company Verkhne"], &["Limitex"]]);
    for (name, id) in [("Faravand Limitde", 0), ("Jiont Stock Company Verkhne", 1), ("Limitex", 2)] {
        assert_eq!(best(&list, name), Some((id, Score(10_000))), "{name}");
    }
}

#[test]
fn a_company_is_no_ship_of_its_name() {
    let mut ship = entry(0, &["JUPITER"]);
    ship.kind = Kind::Vessel;
    let mut limited = entry(1, &["JUPITER LIMITED"]);
    limited.kind = Kind::Vessel;
    let score = |ship: &Entry, name: &str| best(&screener(vec![ship.clone()]), name).unwrap().1;
    assert!(score(&ship, "Jupiter Limited") < score(&ship, "Jupiter"));
    assert_eq!(score(&limited, "Jupiter Limited"), Score(10_000), "the very name");
}

/// Whoever was taken for a listed party stays in doubt, though its name is far from the entry's by now and another entry is nearer.
#[test]
fn a_doubt_is_not_hidden_by_a_nearer_entry() {
    let screener = listed(&[&["Acme Bakery Holdings of Rotterdam"], &["Bakery Zephyr Metal Works"]]);
    let query = Query::named("Acme Bakery");
    let all = found(&screener, "Acme Bakery");
    let [(0, _), (1, score)] = all.as_slice() else { panic!("{all:?}") };
    let on = jiff::civil::date(2026, 6, 1);
    let same = Resolution {
        conclusion: Conclusion::Same,
        customer: query.name.to_string(),
        customer_fingerprint: Fingerprint("as it was".to_owned()),
        entry: "1".to_owned(),
        list: "EL".to_owned(),
        entry_fingerprint: Fingerprint("as it was".to_owned()),
        because: "the register says so".to_owned(),
        evidence: "register extract 12".to_owned(),
        author: "Ann Example".to_owned(),
        second: "Ben Sample".to_owned(),
        on,
        until: on,
    };
    let thresholds = Thresholds { possible: Score(10_000), listed: Score(10_000), ..thresholds() };
    assert!(*score < thresholds.possible);
    let finding = |resolutions: &Resolutions| {
        let judge = Judge { thresholds: &thresholds, used_for: Use::Decision, resolutions, on };
        judge.judge_all(&screener, &query, 1, &mut Searcher::default()).finding
    };
    assert_eq!(finding(&Resolutions::default()), Finding::Clear);
    assert_eq!(finding(&std::iter::once(same).collect()), Finding::Possible);
}

#[test]
fn a_name_without_letters_is_unscreenable_and_no_other_is() {
    let list = listed(LIST);
    let mut searcher = Searcher::default();
    for name in ["", "   ", "---", "()", "\u{200b}\u{200d}", "’’", "…"] {
        let screened = list.screen(&Query::named(name), 5, &mut searcher);
        assert!(matches!(screened, Screening::Unscreenable), "{name:?}");
    }
    for name in ["A", "7", "Ltd", "the", "和", "ы"] {
        let screened = list.screen(&Query::named(name), 5, &mut searcher);
        assert!(matches!(screened, Screening::Candidates(_)), "{name:?}");
    }
}

#[test]
fn a_number_finds_its_party_whatever_it_is_called() {
    let mut ship = entry(0, &["OCEAN LILY"]);
    ship.identifiers =
        vec![portcullis_lists::Identifier { kind: "IMO".into(), value: "IMO 9123456".into(), country: None }];
    let list = screener(vec![ship]);
    let query = Query { identifiers: vec!["9123456".into(), "imo9123456".into()], ..Query::named("Morning Star") };
    let Screening::Candidates(found) = list.screen(&query, 5, &mut Searcher::default()) else { panic!("unscreenable") };
    assert!(found.first().unwrap().score >= Score(9_900));
}

#[test]
fn an_explanation_accounts_for_every_word() {
    let list = listed(LIST);
    let query = Query::named("Minghuiyuan Semicondutor Trading Co Ltd");
    let mut searcher = Searcher::default();
    let Screening::Candidates(found) = list.screen(&query, 1, &mut searcher) else { panic!("unscreenable") };
    let explained = list.explain(&query, found.first().unwrap(), &mut searcher);
    let pairs: Vec<_> = explained.pairs.iter().map(|pair| (pair.query.as_str(), pair.name.as_str())).collect();
    assert!(pairs.contains(&("minghuiyuan", "minghuiyuan")) && pairs.contains(&("semicondutor", "semiconductor")));
    assert_eq!(explained.only_in_query.iter().map(|left| left.word.as_str()).collect::<Vec<_>>(), ["trading"]);
    let left: Vec<_> = explained.only_in_name.iter().map(|left| left.word.as_str()).collect();
    assert!(left.contains(&"shenzhen") && left.contains(&"technology"), "{left:?}");
}

#[test]
fn equal_inputs_give_equal_answers_whatever_was_asked_before() {
    let list = listed(LIST);
    let mut searcher = Searcher::default();
    let ask = |name: &str, searcher: &mut Searcher| format!("{:?}", list.screen(&Query::named(name), 5, searcher));
    let names = ["Tongrui Tech", "AL DARWISHI Yusuf", "深圳明辉源", "Faravand"];
    let first: Vec<String> = names.iter().map(|name| ask(name, &mut Searcher::default())).collect();
    for _ in 0..2 {
        for (name, first) in names.iter().zip(&first).rev() {
            assert_eq!(&ask(name, &mut searcher), first);
        }
    }
}

#[test]
fn a_megabyte_is_answered_like_a_name() {
    let list = listed(LIST);
    let start = std::time::Instant::now();
    for unit in ["a", "ab ", "深", "A.", "x1", "Ünï"] {
        let _ = found(&list, &unit.repeat(300_000));
    }
    // A hang, not a speed, is what this is about.
    assert!(start.elapsed().as_secs() < 60);
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{1,9}",
        "[A-Z]{2,6}",
        "[0-9]{1,3}",
        Just("Technology".to_owned()),
        Just("Trading".to_owned()),
        Just("Shenzhen".to_owned()),
        Just("Co., Ltd.".to_owned()),
        Just("科技".to_owned()),
        Just("завод".to_owned()),
        "[\u{4e00}-\u{4fff}]{1,3}",
        "[а-я]{3,8}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// A listed name finds its own entry with the best score there is.
    #[test]
    fn a_name_finds_itself(names in prop::collection::vec(name(), 1..12)) {
        let entries = names.iter().enumerate().map(|(id, name)| entry(id, &[name])).collect();
        let list = screener(entries);
        for (id, name) in names.iter().enumerate() {
            let found = found(&list, name);
            let own = found.iter().find(|(found, _)| *found == id);
            prop_assert_eq!(own.map(|own| own.1), Some(Score(10_000)), "{}: {:?}", name, found);
        }
    }

    /// Side by side, it does not matter who comes first.
    #[test]
    fn comparing_is_symmetric(left in name(), right in name(), is_person: bool) {
        let lexicon = lexicon();
        let one_way = compare(&lexicon, None, &left, &right, is_person);
        prop_assert_eq!(one_way, compare(&lexicon, None, &right, &left, is_person));
        prop_assert!(one_way <= Score(10_000));
        prop_assert_eq!(compare(&lexicon, None, &left, &left, is_person), Score(10_000));
    }

    /// More that agrees never lowers a score, more that disagrees never raises it.
    #[test]
    fn evidence_moves_the_score_its_own_way(asked in name(), known in name(), agree in 0_u8..16) {
        let mut listed = entry(0, &[&known]);
        listed.kind = Kind::Organization;
        listed.countries = vec!["CN".to_owned()];
        listed.dates = vec!["circa 1970".to_owned()];
        listed.addresses = vec!["12 Harbour Road, Wanchai".to_owned()];
        let list = screener(vec![listed]);
        let score = |query: &Query<'_>| match list.screen(query, 1, &mut Searcher::default()) {
            Screening::Candidates(found) => found.first().map(|found| found.score),
            Screening::Unscreenable => None,
        };
        let mut query = Query::named(&asked);
        let Some(mut before) = score(&query) else { return Ok(()) };
        for bit in 0..4 {
            let agrees = agree & (1 << bit) != 0;
            match bit {
                0 => query.countries = vec![if agrees { "CN" } else { "FR" }.into()],
                1 => query.date = Some(if agrees { "1970-02-03" } else { "1981" }.into()),
                2 => query.address = Some(if agrees { "12 Harbour Road Wanchai" } else { "1 Rue Neuve" }.into()),
                _ => {
                    // A person's name is read otherwise, so only the kind that is listed is tried.
                    query.kind = Some(if agrees { Kind::Organization } else { Kind::Vessel });
                }
            }
            let Some(after) = score(&query) else { return Ok(()) };
            prop_assert!(if agrees { after >= before } else { after <= before }, "{before:?} {after:?} {query:?}");
            before = after;
        }
    }

    /// No text makes it stop, and scores stay in bounds.
    #[test]
    fn any_text_is_answered(text in any::<String>(), listed_text in any::<String>()) {
        let list = screener(vec![entry(0, &[&listed_text, "Acme"])]);
        for (_, score) in found(&list, &text) {
            prop_assert!(score <= Score(10_000));
        }
    }
}

#[test]
fn a_name_of_many_words_that_each_stand_for_several_is_answered() {
    let long = "NII OKB TSNII ".repeat(40);
    let list = listed(&[&[&long], &["Acme"]]);
    assert_eq!(best(&list, &long), Some((0, Score(10_000))));
}
