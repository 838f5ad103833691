//! The target `command`, for libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::watch_panics(), |input: &[u8]| fuzz::COMMAND.run(input));
