//! The document and the service, held against each other by others' tools: `openapi-spec-validator` and `schemathesis` of PyPI, as `./test` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_access::{Kind, Role};

use crate::service::{Service, project};
use crate::written::{EXAMPLE, Held};

fn tool(name: &str) -> Option<PathBuf> {
    let own = project().join("target/tools/bin").join(name);
    let on_path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&on_path).map(|folder| folder.join(name)).chain([own]).find(|path| path.exists());
    if found.is_none() {
        println!("skipped: there is no `{name}`; ./test installs it");
    }
    found
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/v1.json")
}

#[test]
fn the_document_is_valid() {
    let Some(validator) = tool("openapi-spec-validator") else { return };
    let checked = Command::new(validator).arg("--schema").arg("3.1.0").arg(document()).output().unwrap();
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_does_what_the_document_says() {
    let Some(schemathesis) = tool("schemathesis") else { return };
    let service = Service::with_adapters("of-the-run-task");
    let held = Held::licensed(&service, (None, EXAMPLE.1, EXAMPLE.2, EXAMPLE.3)).await;
    held.started(&service, "example-start-1").await;
    let address = service.listen().await;
    // Each with what it may do: nobody may do everything.
    for (roles, examples) in [
        (&[Role::Adapter, Role::Officer, Role::Licensing][..], "3"),
        (&[Role::Auditor], "2"),
        (&[Role::Administrator, Role::Metrics], "2"),
    ] {
        let key = service.key(&format!("{roles:?}"), Kind::Person, None, roles);
        let folder = service.folder.path().to_owned();
        // What is not configured here, lists and owners, and what is not sealed yet, is unavailable: it is documented that it may be.
        let config = format!(
            "[parameters]\nregime = \"us-cloud-permission\"\nlicense = \"{}\"\nlease = \"example-start-1\"\n\
             reservation = \"example-start-1\"\n\
             [checks.not_a_server_error]\nexpected-statuses = [\"2xx\", \"3xx\", \"4xx\", \"503\"]\n",
            held.license
        );
        std::fs::write(folder.join("schemathesis.toml"), config).unwrap();
        let mut run = Command::new(&schemathesis);
        run.current_dir(folder)
            .arg("run")
            .arg(document())
            .args(["--url", &format!("http://{address}")])
            .args(["--header", &format!("Authorization: Bearer {key}")])
            .args([
                "--checks",
                "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            ])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", examples])
            .args(["--seed", "1", "--generation-deterministic", "--no-color", "--suppress-health-check", "all"])
            .args(["--request-timeout", "20", "--workers", "1"])
            // Lines are no media type that it can write: `stream` sends them.
            .args(["--exclude-operation-id", "determineMany"]);
        let done = tokio::task::spawn_blocking(move || run.output().unwrap()).await.unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    }
    service.is_well().await;
}
