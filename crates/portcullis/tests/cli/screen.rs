//! Names against lists, as an officer asks: one, many, and what two people found about one.
use crate::common::{run, seen};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;

const INDEX: [&str; 2] = ["--index", "examples/screening/list.jsonl"];
/// A company beside a listed one, and what is known of it.
const TOOLMAKER: [&str; 5] = ["Quellbach Precision Machinery AG", "--kind", "organization", "--country", "CH"];

/// A folder with the made-up list imported, and commands whose words do not depend on where it lies.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.import("examples/screening/list.jsonl", "2024-03-01");
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn import(&self, file: &str, day: &str) {
        let lists = self.path("lists");
        let arguments = ["lists", "import", "made-up", file, "--as-of", day, "--lists", &lists, "--force"];
        assert_eq!(run(&arguments, "").status.code(), Some(0));
    }

    fn seen(&self, arguments: &[&str]) -> String {
        let lists = self.path("lists");
        let all: Vec<&str> = arguments.iter().copied().chain(["--lists", &lists]).collect();
        seen(&all, "").replace(&self.0.path().display().to_string(), "DESK")
    }

    fn screen(&self, arguments: &[&str]) -> String {
        self.seen(&[&["screen"], arguments, &["--on", "2024-06-01"]].concat())
    }

    fn resolve(&self, more: &[&str]) -> String {
        let file = self.path("resolutions.jsonl");
        let [name, known @ ..] = TOOLMAKER;
        let common = ["resolve", "--name", name, "--resolutions", &file, "--on", "2024-05-02", "--list", "EL"];
        let common = [&common[..], &known, &["--because", "a Swiss toolmaker with other owners"]].concat();
        self.seen(&[&common[..], &["--evidence", "register extract 4711"], more].concat())
    }

    fn resolved(&self) -> String {
        let people = ["--author", "Ann Example", "--second", "Ben Sample"];
        self.resolve(&[&["--entry", "made-2", "--until", "2025-05-01"], &people[..]].concat())
    }

    fn screen_resolved(&self, more: &[&str]) -> String {
        let file = self.path("resolutions.jsonl");
        self.screen(&[&TOOLMAKER[..], &["--resolutions", &file], more].concat())
    }
}

fn lines(arguments: &[&str], input: &str) -> Vec<serde_json::Value> {
    let all: Vec<&str> = ["screen", "--format", "jsonl"].iter().chain(arguments).copied().collect();
    let output = run(&all, input);
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn help() {
    insta::assert_snapshot!("help_screen", seen(&["screen", "--help"], ""));
    insta::assert_snapshot!("help_resolve", seen(&["resolve", "--help"], ""));
}

#[test]
fn a_name_is_listed_possible_clear_or_unscreenable() {
    let desk = Desk::new();
    insta::assert_snapshot!(
        "listed",
        desk.screen(&["Velmora Photonics Technology Company Limited", "--country", "cn"])
    );
    insta::assert_snapshot!("possible", desk.screen(&TOOLMAKER));
    insta::assert_snapshot!("clear", desk.screen(&["Harborlight Compute Pte. Ltd.", "--country", "SG"]));
    insta::assert_snapshot!("unscreenable", seen(&[&["screen"], &INDEX[..], &["--", "---"]].concat(), ""));
    let number = ["Northwind Ledger Services", "--identifier", "AE 7741093", "--address", "40 Lantern Quay, Dubai"];
    insta::assert_snapshot!("by_number", desk.screen(&number));
    let person = ["Jane Inventia Doe", "--kind", "person", "--country", "KP", "--date", "1970"];
    insta::assert_snapshot!("person", desk.screen(&person));
}

#[test]
fn why_word_by_word() {
    let desk = Desk::new();
    let asked = ["Velmora Optoelectronic Trading", "--country", "CN", "--country", "SG", "--explain"];
    insta::assert_snapshot!("explained", desk.screen(&asked));
    insta::assert_snapshot!("explained_json", desk.screen(&[&asked[..], &["--format", "json"]].concat()));
    let equal = [desk.screen(&asked), desk.screen(&asked)];
    assert_eq!(equal[0], equal[1]);
}

#[test]
fn thresholds_are_of_the_profile() {
    let desk = Desk::new();
    let profile = desk.path("strict.toml");
    let exception = "[[screening.for]]\nuse = \"review\"\nlist = \"EL\"\nlisted = \"0.30\"\npossible = \"0.20\"\n";
    fs::write(&profile, format!("id = \"strict\"\ntitle = \"Strict\"\n{exception}")).unwrap();
    let with = |used: &str| desk.screen(&[&TOOLMAKER, &["--profile", &profile, "--use", used][..]].concat());
    assert!(with("review").contains("exit status 4"));
    assert!(!with("decision").contains("exit status 4"));
}

#[test]
fn a_resolution_holds_until_anything_changes() {
    let desk = Desk::new();
    insta::assert_snapshot!("resolved", desk.resolved());
    let kept = fs::read_to_string(desk.path("resolutions.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 1);
    insta::assert_snapshot!("resolution_holds", desk.screen_resolved(&[]));
    insta::assert_snapshot!("resolution_holds_json", desk.screen_resolved(&["--format", "json"]));
    // The customer is another one now.
    assert!(desk.screen_resolved(&["--country", "LI"]).contains("what is known of the customer is not what it was"));
    let list = fs::read_to_string("../../examples/screening/list.jsonl").unwrap();
    fs::write(desk.path("list.jsonl"), list.replace("Case-by-case review.", "Presumption of denial.")).unwrap();
    desk.import(&desk.path("list.jsonl"), "2024-05-20");
    insta::assert_snapshot!("resolution_lapsed", desk.screen_resolved(&[]));
    // Another resolution is added behind the first, which stays as it is.
    desk.resolved();
    let grown = fs::read_to_string(desk.path("resolutions.jsonl")).unwrap();
    assert!(grown.starts_with(&kept) && grown.lines().count() == 2);
    assert!(desk.screen_resolved(&[]).starts_with("exit status 0\n"));
}

#[test]
fn a_resolution_that_is_none_is_refused() {
    let desk = Desk::new();
    let until = ["--entry", "made-2", "--until", "2025-05-01", "--author", "Ann Example"];
    insta::assert_snapshot!("same_person", desk.resolve(&[&until[..], &["--second", " ANN example"]].concat()));
    let people = ["--until", "2025-05-01", "--author", "Ann Example", "--second", "Ben Sample"];
    insta::assert_snapshot!("no_entry", desk.resolve(&[&people[..], &["--entry", "made-9"]].concat()));
    insta::assert_snapshot!("other_list", desk.resolve(&[&people[..], &["--entry", "made-5"]].concat()));
    assert!(!fs::exists(desk.path("resolutions.jsonl")).unwrap());
    fs::write(desk.path("resolutions.jsonl"), "{\"customer\":\n").unwrap();
    insta::assert_snapshot!("damaged_file", desk.resolved());
    insta::assert_snapshot!("damaged_file_screened", desk.screen_resolved(&[]));
}

#[test]
fn many_names() {
    let desk = Desk::new();
    let csv = ["--queries", "examples/screening/customers.csv"];
    insta::assert_snapshot!("many_text", desk.screen(&csv));
    insta::assert_snapshot!("many_jsonl", desk.screen(&[&csv[..], &["--format", "jsonl"]].concat()));
    let jsonl = ["--queries", "examples/screening/customers.jsonl", "--format", "jsonl"];
    insta::assert_snapshot!("index_jsonl", seen(&[&["screen"][..], &INDEX, &jsonl].concat(), ""));
    insta::assert_snapshot!("many_as_json", desk.screen(&[&csv[..], &["--format", "json"]].concat()));
}

/// The customers of the example, as a Parquet file of text columns.
fn write_parquet(path: &str) {
    let text = fs::read_to_string("../../examples/screening/customers.csv").unwrap();
    // No cell has a comma.
    let rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect()).collect();
    let (head, rows) = rows.split_first().unwrap();
    let columns: Vec<String> = head.iter().map(|name| format!("optional binary {name} (UTF8);")).collect();
    let schema = format!("message customers {{ {} }}", columns.concat());
    let schema = Arc::new(parquet::schema::parser::parse_message_type(&schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for part in rows.chunks(4) {
        let mut group = writer.next_row_group().unwrap();
        for column in 0..head.len() {
            let cells: Vec<&str> = part.iter().map(|row| row.get(column).unwrap().as_str()).collect();
            let values: Vec<ByteArray> =
                cells.iter().filter(|cell| !cell.is_empty()).map(|cell| ByteArray::from(*cell)).collect();
            let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
            let mut out = group.next_column().unwrap().unwrap();
            out.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
            out.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn a_file_is_the_same_in_every_format() {
    let desk = Desk::new();
    let parquet = desk.path("customers.parquet");
    write_parquet(&parquet);
    let with = |file: &str| lines(&[&INDEX[..], &["--queries", file]].concat(), "");
    let of_csv = with("examples/screening/customers.csv");
    assert_eq!(of_csv.len(), 7);
    assert_eq!(of_csv, with("examples/screening/customers.jsonl"));
    assert_eq!(of_csv, with(&parquet));
    let input = fs::read_to_string("../../examples/screening/customers.jsonl").unwrap();
    assert_eq!(of_csv, lines(&[&INDEX[..], &["--queries", "-"]].concat(), &input));
    // A list of one's own and the list that is kept find the same.
    let lists = desk.path("lists");
    let kept = lines(&["--lists", &lists, "--queries", &parquet], "");
    let scores = |lines: &[serde_json::Value]| -> Vec<String> {
        lines.iter().flat_map(|line| line["hits"].as_array().unwrap()).map(|hit| hit["score"].to_string()).collect()
    };
    assert_eq!(scores(&of_csv), scores(&kept));
    assert!(kept.iter().all(|line| line["verdict"].is_string()));
}

#[test]
fn fields_of_json_may_be_called_otherwise() {
    let desk = Desk::new();
    let ours = fs::read_to_string("../../examples/screening/customers.jsonl").unwrap();
    let with = |more: &[&str], input: &str| lines(&[&INDEX[..], &["--queries", "-"], more].concat(), input);
    let expected = with(&[], &ours);
    let renamed = ["--column", "name=Customer", "--column", "country=Land", "--column", "id=Customer No"];
    let theirs = ours
        .replace("\"name\":", "\"name\":\"Tarnholt Instruments\",\"Customer\":")
        .replace("\"country\":", "\"country\":\"KP\",\"Land\":")
        .replace("\"countries\":", "\"Land\":")
        .replace("\"id\":", "\"Customer No\":");
    assert_eq!(with(&renamed, &theirs), expected, "what is called otherwise is not looked for under our name");
    // One field may stand for two.
    let both = with(&["--column", "id=name"], "{\"name\":\"Tarnholt Instruments\"}\n");
    assert_eq!((&both[0]["id"], &both[0]["hits"][0]["id"]), (&"Tarnholt Instruments".into(), &"made-5".into()));
    let file = desk.path("customers.jsonl");
    fs::write(&file, theirs).unwrap();
    let typo = ["--queries", &file, "--column", "name=Customer", "--column", "country=Lnad"];
    let told = desk.screen(&typo);
    assert!(told.contains("--column: no line that was screened has a field `Lnad`") && !told.contains("Customer`"));
    insta::assert_snapshot!("renamed_bad_lines", {
        fs::write(
            &file,
            "{\"name\":\"Tarnholt\"}\n{\"Customer\":5}\n{\"Customer\":\"A\",\"Customer\":\"B\"}\n[\"A\"]\n",
        )
        .unwrap();
        desk.screen(&["--queries", &file, "--format", "jsonl", "--column", "name=Customer"])
    });
}

#[test]
fn order_is_kept_on_any_number_of_threads() {
    let customers = fs::read_to_string("../../examples/screening/customers.jsonl").unwrap();
    let input = format!("{customers}{{\"id\":\n").repeat(400);
    let with = |threads: &str| {
        let arguments = [&["screen", "--format", "jsonl", "--queries", "-", "--threads", threads][..], &INDEX].concat();
        run(&arguments, &input)
    };
    let (one, four) = (with("1"), with("4"));
    assert_eq!(one.status.code(), Some(2));
    assert!(one.stdout == four.stdout, "the answers differ between one thread and four");
    assert_eq!(String::from_utf8(one.stdout).unwrap().lines().count(), input.lines().count());
}

#[test]
fn bad_rows_are_named_and_the_rest_is_screened() {
    let desk = Desk::new();
    let csv = desk.path("customers.csv");
    fs::write(&csv, "Customer,Land\nTarnholt Instruments,AM\nTarnholt, Instruments,AM\n\"\",\nVelmora\n").unwrap();
    let columns = ["--column", "name=customer", "--column", "country=Land"];
    insta::assert_snapshot!("bad_rows", desk.screen(&[&["--queries", &csv][..], &columns].concat()));
    let jsonl = desk.path("customers.jsonl");
    fs::write(&jsonl, "{\"id\":1,\"name\":\"Tarnholt\"}\n{\"id\":2}\nno\n{\"name\":\"Saltmarrow Trading House\"}\n")
        .unwrap();
    insta::assert_snapshot!("bad_lines", desk.screen(&["--queries", &jsonl, "--format", "jsonl"]));
    insta::assert_snapshot!("no_name_column", desk.screen(&["--queries", &csv]));
    insta::assert_snapshot!("no_such_column", desk.screen(&["--queries", &csv, "--column", "name=Name"]));
    insta::assert_snapshot!("no_such_field", desk.screen(&["--queries", &csv, "--column", "title=Name"]));
    insta::assert_snapshot!("unknown_file", desk.screen(&["--queries", "examples/profile.toml"]));
    insta::assert_snapshot!("no_parquet", {
        let path = desk.path("customers.parquet");
        fs::write(&path, "id,name\n").unwrap();
        desk.screen(&["--queries", &path])
    });
}

#[test]
fn nothing_is_screened_against_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lists = folder.path().join("none").display().to_string();
    let shown = seen(&["screen", "Tarnholt", "--lists", &lists], "").replace(&lists, "LISTS");
    insta::assert_snapshot!("no_lists", shown);
    let index = folder.path().join("index.jsonl").display().to_string();
    fs::write(&index, "\n").unwrap();
    let shown = seen(&["screen", "Tarnholt", "--index", &index], "").replace(&index, "INDEX");
    insta::assert_snapshot!("empty_index", shown);
    insta::assert_snapshot!("nothing_to_screen", seen(&["screen"], ""));
    insta::assert_snapshot!("unknown_country", seen(&["screen", "Tarnholt", "--country", "Atlantis"], ""));
}
