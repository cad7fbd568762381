//! Files: every format, every kind of bad row.

use crate::common::{ON, countries, listed, party, read_all};
use portcullis_ownership::{Format, Graph, GraphBuilder, Nature, aggregate, parentage, read};
use portcullis_party::{Held, Stated};

fn refused(text: &str) -> String {
    read(&mut GraphBuilder::new(), "file", text.as_bytes(), countries()).unwrap_err().to_string()
}

fn problems(text: &str) -> Vec<String> {
    let (_, reports) = read_all(&[("file", text)]);
    reports[0].bad_rows.iter().map(ToString::to_string).collect()
}

fn interests(graph: &Graph) -> Vec<String> {
    let id = |party| graph.party(party).id;
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    graph
        .interests()
        .map(|one| {
            let (owner, owned) = (id(one.owner), id(one.owned));
            format!("{owner} {} {} {owned} {} {}", one.nature.word(), one.share, day(one.from), day(one.to))
        })
        .collect()
}

#[test]
fn our_tables() {
    let parties = "\u{feff}id,name,kind,headquarters,jurisdiction,lei,unidentified\n\
        hold,Harbor Holdings,organization,China,KY,5299000000000000HH01,\n\
        cust,Harbor Cloud,organization,SG,SG,,\nnobody,,,,,,yes\n";
    let relations = "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus\n\
        cust,5299000000000000HH01,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE\n";
    let interests = "owner,owned,percent,from,to,held,statement\nhold,cust,50,2020-01-01,,,s1\nnobody,cust,10-20,,,,\n";
    let (graph, reports) = read_all(&[("p.csv", parties), ("i.csv", interests), ("gleif.csv", relations)]);
    let formats: Vec<Format> = reports.iter().map(|report| report.format).collect();
    assert_eq!(formats, [Format::Parties, Format::Interests, Format::GleifRelations]);
    assert!(reports.iter().all(|report| report.bad == 0), "{reports:?}");
    let customer = party(&graph, "cust");
    assert_eq!(graph.named(" harbor CLOUD"), [customer]);
    // The identifier joins the two sources.
    assert_eq!(graph.find("5299000000000000HH01"), graph.find("hold"));
    assert_eq!(aggregate(&graph, customer, ON, &listed(&graph, &["hold"])).held, Held::Certainly);
    assert_eq!(parentage(&graph, customer, ON).headquarters(), Stated::Known(countries().parse("CN").unwrap()));
    let evidence = graph.interests_in(customer).find(|one| one.statement == "s1").unwrap();
    assert_eq!(evidence.document, "i.csv");
}

#[test]
fn bad_rows_are_named_and_the_others_read() {
    let header = "owner,owned,nature,percent,from,to,held\n";
    let expected = [
        (",B,,50,,,", "the id of a party is empty"),
        ("A,B,,101,,,", "`101` is more than 100 percent"),
        ("A,B,,most,,,", "`most` is not a percentage"),
        ("A,B,friendship,,,,", "`friendship` is no nature of an interest"),
        ("A,B,,50,yesterday,,", "`yesterday` is not a date"),
        ("A,B,,50,2020-01-02,2020-01-01,", "ends before it begins"),
        ("A,B,,50,,,perhaps", "`perhaps` is no way of holding"),
    ];
    for (row, problem) in expected {
        let text = format!("{header}{row}\nA,C,,50,,,\n");
        let found = problems(&text);
        assert!(found.len() == 1 && found[0].starts_with("line 2: ") && found[0].contains(problem), "{row}: {found:?}");
        // What cannot be read closes: who has it, may have half of it.
        let graph = read_all(&[("file", &text)]).0;
        let rest = if row.starts_with(',') { 1 } else { 2 };
        assert_eq!(graph.interest_count(), rest, "{row}");
        if rest == 2 {
            let held = aggregate(&graph, party(&graph, "B"), ON, &listed(&graph, &["A"])).held;
            assert_ne!(held, Held::Not, "{row}");
        }
    }
    assert_eq!(problems("id,name,headquarters\nA,Alpha,Atlantis\n").len(), 1);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    for (text, problem) in [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("name,price\nnut,1\n", "no table of owners (its first line is `name, price`)"),
        ("[{\"a\":1}]", "without the fields of any format"),
        ("{\"a\":1}\n{\"a\":2}\n", "without the fields of any format"),
        ("{\n\"a\": []\n}", "without a list of records"),
        ("[1, 2]", "no list of records"),
        ("[{\"recordId\":\"r\"},", "EOF"),
        ("{\"statementType\":\"personStatement\"}", "earlier version of BODS"),
        ("{\"op\":\"ADD\",\"entity\":{}}", "a file of changes"),
        ("<xml/>", "no table of owners"),
    ] {
        let message = refused(text);
        assert!(message.contains(problem), "{text}: {message}");
    }
}

#[test]
fn follow_the_money() {
    let text = r#"{"id":"p","schema":"Person","caption":"Ada Example","properties":{}}
{"id":"c","schema":"Company","properties":{"name":["Example Freight"],"jurisdiction":["sg"],"leiCode":["LEI1"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["51%"],"startDate":["2019"],"endDate":["2021-06"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["most of it"]}}
{"id":"d","schema":"Directorship","properties":{"director":["p"],"organization":["c"]}}
{"id":"x","schema":"Payment","properties":{"payer":["p"]}}
{"id":"o3","schema":"Ownership","properties":{"owner":["p"]}}
not json
"#;
    let (graph, reports) = read_all(&[("f", text)]);
    assert_eq!((reports[0].records, reports[0].passed_over, reports[0].bad), (8, 1, 3), "{:?}", reports[0]);
    assert_eq!(
        interests(&graph),
        [
            "p ownership unknown share LEI1 .. ..",
            "p ownership 51% LEI1 2019-01-01 2021-07-01",
            "p position unknown share LEI1 .. ..",
        ]
    );
    assert_eq!(graph.party(party(&graph, "c")).name, "Example Freight");
}

#[test]
fn gleif_relations_as_json() {
    let relation = |kind: &str, status: &str, more: &str| {
        format!(
            r#"{{"Relationship":{{"StartNode":{{"NodeID":{{"$":"C"}}}},"EndNode":{{"NodeID":{{"$":"P"}}}},"RelationshipType":{{"$":"{kind}"}},
            "RelationshipPeriods":{{"RelationshipPeriod":[{{"StartDate":{{"$":"2010-01-01T00:00:00Z"}},"PeriodType":{{"$":"ACCOUNTING_PERIOD"}}}},
            {{"StartDate":{{"$":"2015-02-03T00:00:00Z"}}{more},"PeriodType":{{"$":"RELATIONSHIP_PERIOD"}}}}]}},"RelationshipStatus":{{"$":"{status}"}}}},
            "Registration":{{"RegistrationStatus":{{"$":"PUBLISHED"}},"LastUpdateDate":{{"$":"2024-05-04T00:00:00Z"}}}}}}"#
        )
    };
    let records = [
        relation("IS_DIRECTLY_CONSOLIDATED_BY", "ACTIVE", ""),
        relation("IS_FUND-MANAGED_BY", "ACTIVE", r#","EndDate":{"$":"2020-01-01T00:00:00Z"}"#),
        relation("IS_ULTIMATELY_CONSOLIDATED_BY", "INACTIVE", ""),
        relation("IS_FRIENDS_WITH", "ACTIVE", ""),
    ];
    let text = format!("{{\"relations\": [{}]}}", records.join(","));
    let (graph, reports) = read_all(&[("rr", &text)]);
    assert_eq!((reports[0].format, reports[0].records, reports[0].bad), (Format::GleifRelations, 4, 1));
    assert_eq!(
        interests(&graph),
        [
            "P consolidation unknown share C 2015-02-03 ..",
            "P ultimate_consolidation unknown share C 2015-02-03 2024-05-04",
            "P fund_management unknown share C 2015-02-03 2020-01-01",
        ]
    );
}

fn bods(statements: &[(&str, &str, &str, &str)]) -> String {
    let statement = |(status, stated, party, interests): &(&str, &str, &str, &str)| {
        format!(
            r#"{{"statementId":"s{stated}","statementDate":"{stated}","recordId":"r","recordStatus":"{status}","recordType":"relationship",
            "recordDetails":{{"subject":"C","interestedParty":{party},"interests":{interests}}}}}"#
        )
    };
    format!("[{}]", statements.iter().map(statement).collect::<Vec<_>>().join(","))
}

#[test]
fn versions_of_a_record_follow_one_another() {
    let share = |share: u64, more: &str| {
        format!(r#"[{{"type":"shareholding","directOrIndirect":"direct","share":{{"exact":{share}}}{more}}}]"#)
    };
    let text = bods(&[
        ("closed", "2023-03-03", r#""P""#, &share(30, r#","startDate":"2022-09-21","endDate":"2023-01-31""#)),
        ("new", "2019-01-20", r#""P""#, &share(100, r#","startDate":"2002-03-09""#)),
        ("updated", "2022-09-25", r#""P""#, &share(30, r#","startDate":"2022-09-21""#)),
        ("updated", "2021-09-25", r#""P""#, &share(40, r#","startDate":"2002-03-09""#)),
    ]);
    assert_eq!(
        interests(&read_all(&[("b", &text)]).0),
        [
            "P ownership 100% C 2002-03-09 2021-09-25",
            "P ownership 40% C 2021-09-25 2022-09-21",
            "P ownership 30% C 2022-09-21 2023-01-31",
        ]
    );
}

#[test]
fn bods_interests_keep_their_nature() {
    let text = bods(&[(
        "new",
        "2020-01-01",
        r#"{"reason":"subjectUnableToConfirmOrIdentifyBeneficialOwner"}"#,
        r#"[{"type":"votingRights","share":{"exclusiveMinimum":25,"maximum":50.5}},{"type":"boardMember"},
            {"type":"shareholding","share":{"exact":133}},{"type":"somethingNew"},{"share":{"exact":10}}]"#,
    )]);
    let (graph, reports) = read_all(&[("b", &text)]);
    assert_eq!(reports[0].bad, 1);
    assert_eq!(
        interests(&graph),
        [
            "unidentified:r ownership unknown share C .. ..",
            "unidentified:r voting_rights more than 25% to 50.5% C .. ..",
            "unidentified:r other_control unknown share C .. ..",
            "unidentified:r position unknown share C .. ..",
        ]
    );
    assert!(graph.interests().all(|one| graph.party(one.owner).unidentified && one.nature.word() != "nominee"));
    let none = bods(&[("new", "2020-01-01", r#"{"reason":"noBeneficialOwners"}"#, "[]")]);
    assert_eq!(read_all(&[("b", &none)]).0.interest_count(), 0);
}

#[test]
fn words_are_read_back() {
    assert!(Nature::ALL.into_iter().all(|nature| Nature::from_word(nature.word()) == Some(nature)));
}
