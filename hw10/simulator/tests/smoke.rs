//! x
use simulator::*;
#[test]
fn smoke() {
    let simulator = Simulator::new();
    let started = std::time::Instant::now();
    let (mut posted, mut bad) = (0, 0);
    for seed in 0..40 {
        let plan = Plan::of_seed(seed);
        let report = simulator.run(&plan, Keep::Digest);
        let again = simulator.run(&plan, Keep::Digest);
        posted += report.executions;
        println!("{seed} {} {} {:?} same={}", report.posted, report.executions, report.violation, report==again);
        if report.violation.is_some() { bad += 1; if bad < 3 { let r = simulator.run(&plan, Keep::History); for l in r.history.iter().rev().take(40).collect::<Vec<_>>().iter().rev() { println!("   {l}"); } } }
    }
    println!("{posted} in {:?}", started.elapsed());
}
