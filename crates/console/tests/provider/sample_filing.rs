//! A filing, for the sample pages.

use crate::sample::{Sample, TODAY, at, day};
use crate::sample_license::sections;
use portcullis_console::provider::{FilingView, LetterRow, QuestionShown, RefusalRow, StepShown};
use portcullis_console::{StepState, Tone};

pub fn filing_view(sample: Sample<'_>) -> FilingView {
    let s = |text: &str| sample.s(text);
    let steps = [
        ("Filed", StepState::Done),
        ("Taken by the authority", StepState::Done),
        ("Under review", StepState::Current),
        ("Decided", StepState::Ahead),
    ];
    FilingView {
        reference: s("NC-2026-017"),
        case: Some(s("2026-000311")),
        stage: s("asked a question"),
        tone: Tone::Warn,
        respond_by: Some(day(15)),
        steps: sample.many(4, |row| (s(steps[row].0), steps[row].1)),
        timeline: sample.many(4, |row| StepShown { at: at(-(row as i64) * 3, 10), what: s(["The authority asks a question", "The authority has registered it as case 2026-000311", "The authority has taken it", "Filed"][row]), by: s(["the authority", "the authority", "the authority", "officer.one"][row]), said: s(["Which of the sites is connected to northern-2?", "", "", ""][row]), tone: [Tone::Warn, Tone::Plain, Tone::Plain, Tone::Good][row] }),
        questions: sample.many(2, |row| QuestionShown { number: 2 - row as u32, text: s("Which of the sites named in line 1 is connected to the cluster at northern-2, and over which interconnect?"), at: at(-3, 9), due: Some(day(4)), answer: (row == 1).then(|| s("None of them; each is a cluster of its own.")), is_waiting: row == 0 }),
        letters: sample.many(2, |row| LetterRow { number: row as u32 + 1, kind: s("acknowledgement"), at: at(-9, 9), text: s("Dear applicant,\n\nyour application was registered as case 2026-000311.\n\nExample Authority") }),
        documents: sample.many(2, |_| portcullis_console::provider::FiledDocument { name: s("Master agreement"), sha256: s("8da19bc1e5ff05cf4e9a8145fe37f428a61aa1b57f09323e8bd329984a73c02f"), may_be_read: true, has_arrived: true }),
        refusals: sample.many(1, |_| RefusalRow { what: s("amendment of 2026-11-20"), code: s("too_late"), detail: s("The case was decided before it came; file a new application.") }),
        license: Some(s("US-2026-000014")),
        application: sections(sample),
        digest: s("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
        may: if sample.rows > 0 { ["amend", "withdraw", "respond", "appeal"].map(str::to_owned).to_vec() } else { Vec::new() },
        today: TODAY,
        filled: sample.filled(&["answer-2", "withdraw"]),
        keys: (sample.rows > 0).then(|| sample.keys()),
    }
}
