//! Takes kept inputs out into a folder, one file each, as libFuzzer wants them, and puts a folder's back.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

// Not by way of the library, whose counters need libFuzzer beside them.
#[path = "../src/corpus.rs"]
#[expect(unreachable_pub, reason = "they are public in the library, whose module it is")]
mod corpus;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["unpack", target, folder] => unpack(target, Path::new(folder)),
        ["pack", target, folder] => pack(target, Path::new(folder)),
        _ => Err(io::Error::other("usage: fuzz-corpus unpack|pack TARGET FOLDER")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use io::Write;
            // The exit code says it too.
            let _ = writeln!(io::stderr(), "fuzz-corpus: {error}");
            ExitCode::FAILURE
        }
    }
}

fn unpack(target: &str, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, input) in corpus::read(target)?.iter().enumerate() {
        fs::write(folder.join(format!("kept-{number:05}")), input)?;
    }
    Ok(())
}

fn pack(target: &str, folder: &Path) -> io::Result<()> {
    let files = fs::read_dir(folder)?;
    let inputs = files.map(|file| fs::read(file?.path())).collect::<io::Result<_>>()?;
    corpus::write(target, inputs)
}
