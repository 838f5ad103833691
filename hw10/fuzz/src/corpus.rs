//! Kept inputs: a file for each target, a line for each input, with everything escaped that is not printable ASCII.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file with the inputs of a target.
pub fn file(target: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    folder.join(format!("{target}.txt"))
}

/// The kept inputs of a target.
///
/// # Errors
/// The file cannot be read, or a line of it is not what [`write()`] makes.
pub fn read(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(file(target))?;
    let input = |line: &str| unescape(line).ok_or_else(|| io::Error::other(format!("no input: {line}")));
    text.lines().map(input).collect()
}

/// Keeps these inputs of a target, the shortest first, and no others.
///
/// # Errors
/// The file cannot be written.
pub fn write(target: &str, mut inputs: Vec<Vec<u8>>) -> io::Result<()> {
    inputs.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    inputs.dedup();
    let lines: String = inputs.iter().map(|it| format!("{}\n", it.escape_ascii())).collect();
    fs::write(file(target), lines)
}

/// The bytes that a line stands for.
fn unescape(line: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut left = line.bytes();
    while let Some(byte) = left.next() {
        let byte = match byte {
            b'\\' => match left.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'x' => digit(left.next()?)? << 4 | digit(left.next()?)?,
                quoted => quoted,
            },
            plain => plain,
        };
        bytes.push(byte);
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn any_bytes_are_one_line_and_come_back() {
        let all: Vec<u8> = (0..=255).collect();
        let line = all.escape_ascii().to_string();
        assert!(line.lines().count() == 1 && line.is_ascii());
        assert_eq!(unescape(&line), Some(all));
        assert_eq!(unescape("\\x0"), None);
    }
}
