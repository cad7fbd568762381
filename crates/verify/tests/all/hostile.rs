//! Folders and files that were made to do harm: nothing panics, nothing is followed out of the folder, nothing waits.

use std::fs;

use portcullis_log::note::{KeyName, Signer};
use portcullis_verify::replay::{Between, replay};
use portcullis_verify::{Folder, Trust, log, receipt};

use crate::common::{Handed, check, exported, findings, handed, trust};

#[test]
fn another_key_is_not_believed() {
    let (_place, folder) = exported(handed());
    let other = Trust::in_log(Signer::from_seed(KeyName::new("log.example/portcullis").unwrap(), &[8; 32]).verifier());
    let report = log::check(&Folder::open(&folder).unwrap(), &other, &|_| {}).unwrap();
    assert!(!report.holds() && !report.records_checked);
    let text = format!("{:?}", report.findings.shown);
    assert!(text.contains("no signature of") && text.contains("is not the key that was given"), "{text}");
    assert!(!replay(&Folder::open(&folder).unwrap(), &other, Between::default(), None, &|_| {}).unwrap().holds());
}

#[test]
fn bad_openings_are_named_by_line() {
    let (_place, folder) = exported(handed());
    let path = folder.join("openings.jsonl");
    let good = fs::read_to_string(&path).unwrap();
    let first = good.lines().next().unwrap();
    let deep = format!("{{\"sequence\":1,\"openings\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("{{\"sequence\":1,\"openings\":\"{}\"}}", "x".repeat(17 << 20));
    let twice = format!("{first}\n{first}\n");
    let cases: [(&[u8], &str); 8] = [
        (b"\xff\xfe\n", "line 1 is not"),
        (b"{}\n", "line 1 is not"),
        (deep.as_bytes(), "openings.jsonl"),
        (long.as_bytes(), "line 1 is longer than"),
        (twice.as_bytes(), "line 2 opens record"),
        (b"{\"sequence\":0,\"openings\":{}}\n", ""),
        (
            b"{\"sequence\":1,\"openings\":{\"/x\":{\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"value\":1}}}\n",
            "withholds nothing",
        ),
        (
            b"{\"sequence\":18446744073709551615,\"openings\":{}}\n",
            "line 1 opens record 18446744073709551615, and the log has",
        ),
    ];
    for (bytes, expected) in cases {
        fs::write(&path, bytes).unwrap();
        let found = findings(&folder);
        assert!(found.contains(expected), "{expected}: {found}");
        assert!(!found.is_empty());
    }
    fs::write(&path, "\n".repeat(1_000)).unwrap();
    assert!(check(&folder).findings.shown.len() < 200, "a file of nothing but bad lines is given up");
}

#[test]
fn leaves_of_any_bytes_are_named() {
    let leaves: [&[u8]; 9] = [
        b"",
        b"\xff\xfe",
        b"null",
        b"[",
        b"{\"sequence\":0}",
        b"{\"at\":0,\"body\":{},\"id\":\"a\",\"kind\":\"note\",\"note\":\"decision\",\"sequence\":7}",
        b"{\"at\":-5,\"body\":{},\"id\":\"a\",\"kind\":\"note\",\"note\":\"law\",\"sequence\":0}",
        b"{ \"at\":0,\"body\":{},\"id\":\"a\",\"kind\":\"note\",\"note\":\"law\",\"sequence\":0}",
        &[b'['; 60_000],
    ];
    for leaf in leaves {
        let forged = Handed { records: vec![(leaf.to_vec(), None)], parts: Vec::new() };
        let (_place, folder) = exported(&forged);
        let found = findings(&folder);
        assert!(found.contains("record 0"), "{:?}: {found}", String::from_utf8_lossy(&leaf[..leaf.len().min(80)]));
        replay(&Folder::open(&folder).unwrap(), &trust(), Between::default(), None, &|_| {}).unwrap();
    }
}

#[test]
fn an_export_without_records_holds() {
    let (_place, folder) = exported(&Handed { records: Vec::new(), parts: Vec::new() });
    assert!(check(&folder).holds(), "{}", findings(&folder));
}

#[test]
fn what_does_not_belong_is_named() {
    let (_place, folder) = exported(handed());
    fs::write(folder.join("notes.txt"), "x").unwrap();
    assert!(findings(&folder).contains("notes.txt: does not belong into an export"));
    fs::remove_file(folder.join("notes.txt")).unwrap();
    fs::write(folder.join("parts/../parts/readme"), "x").unwrap();
    assert!(findings(&folder).contains("parts/readme: its content has the hash"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_pipes_not_opened() {
    use std::os::unix::fs::symlink;
    let (place, folder) = exported(handed());
    let secret = place.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    for name in [
        "openings.jsonl",
        "key",
        "log/checkpoint",
        "log/tile/0/000",
        "parts/0000000000000000000000000000000000000000000000000000000000000000",
    ] {
        let path = folder.join(name);
        let whole = fs::read(&path).ok();
        let _ = fs::remove_file(&path);
        symlink(&secret, &path).unwrap();
        let found = findings(&folder);
        assert!(found.contains(name) && found.contains("is neither a file nor a folder"), "{found}");
        assert!(!replay(&Folder::open(&folder).unwrap(), &trust(), Between::default(), None, &|_| {}).unwrap().holds());
        fs::remove_file(&path).unwrap();
        whole.iter().for_each(|whole| fs::write(&path, whole).unwrap());
    }
    symlink(place.path(), folder.join("loop")).unwrap();
    assert!(findings(&folder).contains("loop"));
    fs::remove_file(folder.join("loop")).unwrap();
    let pipe = folder.join("log/tile/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(findings(&folder).contains("log/tile/pipe: is neither a file nor a folder"));
}

#[test]
fn receipts_of_any_bytes_are_refused() {
    for bytes in [&b""[..], b"\xff", b"c2sp.org/tlog-proof@v1\nindex 0\n\n", &[b'\n'; 100_000]] {
        assert!(receipt::check(bytes, b"{}", None, &trust()).is_err());
    }
}
