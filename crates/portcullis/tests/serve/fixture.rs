//! A register of the test's own, with what is needed to serve it.

use portcullis_testing::postgres::Database;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_portcullis");
/// The license that starts rest on, for a customer of [`crate::asks::CUSTOMER`].
pub const LICENSE: &str = "EXAMPLE-2026-001";
/// A license that is suspended, for a customer of [`crate::asks::SUSPENDED_CUSTOMER`].
pub const SUSPENDED: &str = "EXAMPLE-2026-002";
/// Chip-hours that no test uses up.
pub const PLENTY: u64 = 1 << 40;

/// A register, the key of its log, and the command line that works on both.
pub struct Office {
    folder: TempDir,
    store: String,
    /// Dropped with the office.
    _database: Option<Database>,
}

impl Office {
    /// In a file.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("register.db").display().to_string();
        Self::over(folder, store, None)
    }

    /// In a database of its own.
    pub fn in_postgres() -> Self {
        let database = Database::fresh().unwrap();
        Self::over(tempfile::tempdir().unwrap(), database.address(), Some(database))
    }

    /// In the store of an address.
    pub fn at(address: &str) -> Self {
        Self::over(tempfile::tempdir().unwrap(), address.to_owned(), None)
    }

    fn over(folder: TempDir, store: String, database: Option<Database>) -> Self {
        let office = Self { folder, store, _database: database };
        let key = office.path("log.key").display().to_string();
        let made = program(&["log", "make-key", "--name", "example.com/log", &key]).output().unwrap();
        assert!(made.status.success(), "{}", words(&made));
        office
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name).display().to_string()
    }

    pub fn store(&self) -> &str {
        &self.store
    }

    /// What names the register on the command line.
    pub fn named(&self) -> [String; 4] {
        self.named_at(&self.store)
    }

    /// As [`Office::named`], by another address of the same store.
    pub fn named_at(&self, store: &str) -> [String; 4] {
        let key = self.path("log.key").display().to_string();
        ["--store".to_owned(), store.to_owned(), "--log-key".to_owned(), key]
    }

    /// Runs a command on the register.
    pub fn run(&self, arguments: &[&str]) -> Output {
        program(arguments).args(self.named()).output().unwrap()
    }

    /// Runs a command that has to succeed, and gives what it answers.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", words(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A license for one of the customers, of so many chip-hours.
    pub fn issue(&self, number: &str, customer: &str, chip_hours: u64) {
        let group = format!("{customer} Group");
        self.issue_terms(&Terms { number, licensee: "Example Cloud Inc", customer, group: &group, chip_hours });
    }

    /// A license of these terms.
    pub fn issue_terms(&self, terms: &Terms<'_>) {
        let Terms { number, licensee, customer, group, chip_hours } = terms;
        let terms = format!(
            r#"
            number = "{number}"
            authority = "Bureau of Fictitious Controls"
            regimes = ["us-cloud-permission"]
            licensee = "{licensee}"
            end_uses = ["model_training"]
            sites = ["US"]
            from = "2026-01-01"
            until = "2199-12-31"
            parties = [{{ name = "{customer}", group = "{group}" }}]
            lines = [{{ name = "1", items = {{ accelerators = ["H100 SXM5 80GB"] }}, amount = {{ chip_hours = {chip_hours} }} }}]
            "#
        );
        let file = self.write("license.toml", &terms);
        self.by_two(&["license", "issue", &file], "case 1");
    }

    /// Runs a command that takes two people.
    #[track_caller]
    pub fn by_two(&self, arguments: &[&str], reason: &str) {
        self.done(&[arguments, &["--by", "first", "--second", "second", "--reason", reason]].concat());
    }

    /// Keeps the example list in a folder, as of a day.
    #[track_caller]
    pub fn import_list(&self, folder: &str, day: &str) {
        let (list, folder) = (root().join("examples/screening/list.jsonl"), self.path(folder));
        let import = ["lists", "import", "own", list.to_str().unwrap(), "--format", "jsonl", "--as-of", day];
        let imported = program(&import).args(["--lists", folder.to_str().unwrap()]).output().unwrap();
        assert!(imported.status.success(), "{}", words(&imported));
    }

    /// The license that starts rest on, and one that is suspended.
    pub fn license(&self, chip_hours: u64) {
        self.issue(LICENSE, crate::asks::CUSTOMER, chip_hours);
        self.issue(SUSPENDED, crate::asks::SUSPENDED_CUSTOMER, PLENTY);
        self.done(&["license", "suspend", SUSPENDED, "--by", "first", "--reason", "an inspection"]);
    }

    /// A key for a machine, or for a person, and its name.
    pub fn key(&self, name: &str, role: &str, is_person: bool) -> (String, String) {
        let mut make = vec!["key", "make", "--name", name, "--role", role, "--format", "json"];
        make.extend(is_person.then_some("--person"));
        let made: Value = serde_json::from_str(&self.done(&make)).unwrap();
        (made["secret"].as_str().unwrap().to_owned(), made["key"].as_str().unwrap().to_owned())
    }

    /// The secret of a machine that may start.
    pub fn gate_key(&self) -> String {
        self.key("scheduler-1", "gate", false).0
    }

    /// The secret of a licensing officer.
    pub fn officer_key(&self) -> String {
        self.key("first officer", "licensing", true).0
    }
}

/// What a license says, as far as it differs from test to test.
pub struct Terms<'a> {
    pub number: &'a str,
    pub licensee: &'a str,
    pub customer: &'a str,
    pub group: &'a str,
    pub chip_hours: u64,
}

/// The folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program, without what the environment would tell it.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    untold(&mut command).args(arguments);
    command
}

/// Takes away what the environment would tell the program.
pub fn untold(command: &mut Command) -> &mut Command {
    let own = std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("PORTCULLIS_"));
    own.fold(command, |command, name| command.env_remove(name))
}

/// All that a command said.
pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
