//! The guide is true: each of its blocks is done, in order, in a workspace of its own.
//!
//! A `sh` block is run (one that `fails` must), a `text` block names lines of what the last one printed, a `diff` is
//! applied, `rust` is appended to a file or becomes one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the guide puts the new workspace.
const WORKSPACE: &str = "../../newsletter";

/// A fenced block: what stands behind the fence, and what is in it.
struct Block<'guide> {
    fence: &'guide str,
    text: String,
}

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let mut lines = guide.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(fence) = line.strip_prefix("```") {
            let inside: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            let text = inside.join("\n") + "\n";
            blocks.push(Block { fence, text });
        }
    }
    blocks
}

/// Somebody who follows the guide.
struct Reader {
    project: PathBuf,
    workspace: PathBuf,
    /// Where the next command is run.
    place: PathBuf,
    printed: String,
}

impl Reader {
    fn new(temporary: &Path) -> Reader {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        Reader {
            place: project.clone(),
            project,
            workspace: temporary.join("newsletter"),
            printed: String::new(),
        }
    }

    fn follow(&mut self, block: &Block<'_>) {
        let (language, rest) = block.fence.split_once(' ').unwrap_or((block.fence, ""));
        match (language, rest.split_once('=')) {
            ("sh", _) => self.run(&block.text, rest != "fails"),
            ("text", _) => self.look_for(&block.text),
            ("diff", _) => self.apply(&block.text),
            ("rust", Some(("file", path))) => fs::write(self.file(path), &block.text).expect("written"),
            ("rust", Some(("append", path))) => {
                let mut file = fs::OpenOptions::new().append(true).open(self.file(path));
                let file = file.as_mut().expect("the guide names a file that is there");
                file.write_all(block.text.as_bytes()).expect("written");
            }
            _ => panic!("nobody knows what to do with a block of `{}`", block.fence),
        }
    }

    fn file(&self, quoted: &str) -> PathBuf {
        self.workspace.join(quoted.trim_matches('"'))
    }

    /// Runs the commands. Where they lead, the next ones go on.
    fn run(&mut self, commands: &str, passes: bool) {
        let commands = commands.replace(WORKSPACE, &self.workspace.to_string_lossy());
        let place = self.workspace.with_file_name("place");
        let mut shell = Command::new("bash");
        shell.arg("-ec").arg(format!("{commands}pwd > {place:?}"));
        if self.place != self.project {
            // Its crates have the names of the project's own: they must not meet in one directory.
            shell.env("CARGO_TARGET_DIR", self.target().join("guide"));
        }
        let output = shell
            .current_dir(&self.place)
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("bash runs");
        self.printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.success(), passes, "{commands}\n{}", self.printed);
        if passes {
            self.place = PathBuf::from(fs::read_to_string(&place).expect("the place").trim());
            self.lock();
        }
    }

    fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.project.join("target"), PathBuf::from)
    }

    /// The versions that are here already: no others are looked for.
    fn lock(&self) {
        let lock = self.workspace.join("Cargo.lock");
        if self.workspace.exists() && !lock.exists() {
            fs::copy(self.project.join("Cargo.lock"), lock).expect("copied");
        }
    }

    fn look_for(&self, lines: &str) {
        for line in lines.lines() {
            assert!(
                self.printed.contains(line),
                "`{line}` is not printed:\n{}",
                self.printed
            );
        }
    }

    fn apply(&self, diff: &str) {
        let mut git = Command::new("git")
            .args(["apply", "--recount", "-"])
            .current_dir(&self.workspace)
            .stdin(Stdio::piped())
            .spawn()
            .expect("git runs");
        let mut input = git.stdin.take().expect("a pipe");
        input.write_all(diff.as_bytes()).expect("git reads");
        drop(input);
        let status = git.wait().expect("git ends");
        assert!(status.success(), "this does not apply:\n{diff}");
    }
}

#[test]
fn the_guide_leads_where_it_says() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide.md");
    let guide = fs::read_to_string(guide).expect("the guide is there");
    let temporary = tempfile::tempdir().expect("a directory");
    let mut reader = Reader::new(temporary.path());
    let blocks = blocks(&guide);
    blocks.iter().for_each(|block| reader.follow(block));
    assert!(blocks.len() > 10, "the guide has been read");

    // What a newcomer finds is in the form that `cargo fmt` gives it.
    reader.run("cargo fmt --all --check\n", true);
}
