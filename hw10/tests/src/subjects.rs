//! Every workflow of the project, a line each.

use bank::bank_transaction;
use examples::approval::{Office, Verdict, approve_expense};
use examples::control::{Local, take_walk};
use examples::language::{Nothing, calculate};
use examples::nightly::{Ledger, Payment, settle_night};
use examples::order::{Shop, place_order};
use examples::quotes::{Market, best_quote};
use examples::transcode::{SlowEncoder, transcode_video};
use examples::trip::{Inns, book_stay, book_trip};
use stepwright::native::{Observed, run};

use crate::generated;
use crate::subject::{Subject, of_examples};
use crate::teller::Teller;

macro_rules! subject {
    ($directory:expr, $workflow:ident over $steps:expr) => {
        Subject::new::<$workflow>($directory, |script, input| {
            run(script, $workflow(&Observed::new($steps), input))
        })
    };
}

/// Every workflow of the project.
pub fn all() -> Vec<Subject> {
    vec![
        subject!(generated(), bank_transaction over Teller::default()),
        subject!(of_examples(), place_order over Shop::default()),
        subject!(of_examples(), approve_expense over Office::default())
            .replies::<Verdict>(&["ask_manager", "ask_director"]),
        subject!(of_examples(), settle_night over Ledger::default()).reads_lines::<Payment>("/bucket", "/key"),
        subject!(of_examples(), transcode_video over SlowEncoder::new(1)),
        subject!(of_examples(), best_quote over Market::default()),
        subject!(of_examples(), book_stay over Inns::default()),
        subject!(of_examples(), book_trip over Inns::default()),
        subject!(of_examples(), calculate over NoSteps),
        subject!(of_examples(), take_walk over Local::default()),
    ]
}

struct NoSteps;

impl Nothing for NoSteps {}
