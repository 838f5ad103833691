//! The target `step_payload`, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::watch_panics(), |input: &[u8]| fuzz::STEP_PAYLOAD.run(input));
