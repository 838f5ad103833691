// Serverless plugin: builds the Lambda bootstrap and zips it, before anything is packaged.
// Plain cargo builds for a Linux machine of the functions' own architecture; elsewhere, and for another one, cargo-lambda does.
// HW10_ZIP=keep packages the zip that is there, for a machine that can do neither.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ZipFile } = require('yazl');

const BOOTSTRAP = ['--package', 'steps', '--bin', 'bootstrap', '--profile', 'lambda', '--features', 'tls', '--locked'];

// By Lambda's names: what Node calls the machine, what rustc calls the target, and the number in an ELF header.
const ARCHITECTURES = {
  x86_64: { node: 'x64', target: 'x86_64-unknown-linux-gnu', elf: 0x3e },
  arm64: { node: 'arm64', target: 'aarch64-unknown-linux-gnu', elf: 0xb7 },
};

// What the runtime provided.al2023 has: https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html
const GLIBC_MINOR_MAX = 34;

class Build {
  constructor(serverless, _options, { log }) {
    const artifact = path.join(serverless.serviceDir, serverless.service.package.artifact);
    const fail = (message) => new serverless.classes.Error(message, 'BOOTSTRAP_BUILD');
    const make = async () => {
      if (process.env.HW10_ZIP === 'keep') return keep(artifact, fail, log);
      const architecture = ARCHITECTURES[serverless.service.provider.architecture];
      if (!architecture) throw fail(`provider.architecture is ${Object.keys(ARCHITECTURES).join(' or ')}.`);
      log.notice(`Building the Lambda bootstrap for ${architecture.target} (a few minutes the first time) ...`);
      const build = isNative(architecture) ? cargoBuild : crossBuild;
      const binary = build(serverless.serviceDir, architecture, fail);
      checkBinary(binary, architecture, fail);
      return zip(binary, artifact);
    };
    this.hooks = { 'before:package:initialize': make, 'before:package:function:package': make };
  }
}

function keep(artifact, fail, log) {
  if (!fs.existsSync(artifact)) {
    throw fail(`HW10_ZIP=keep, and there is no ${artifact}: put it there, or unset HW10_ZIP to have it built.`);
  }
  log.notice(`Packaging ${artifact} as it is, made ${fs.statSync(artifact).mtime.toISOString()}.`);
}

function isNative({ node }) {
  return process.platform === 'linux' && process.arch === node;
}

// Builds the binary and answers its path, wherever cargo's target folder is.
function cargoBuild(directory, _architecture, fail) {
  const told = cargo(['build', ...BOOTSTRAP, '--message-format', 'json-render-diagnostics'], directory, 'pipe', fail);
  const messages = told.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const binary = messages.find((message) => message.target?.name === 'bootstrap' && message.executable)?.executable;
  if (!binary) throw fail('cargo built no binary named bootstrap: see [[bin]] in steps/Cargo.toml.');
  return binary;
}

// The same for another machine than this one.
function crossBuild(directory, { target }, fail) {
  if (spawnSync('cargo', ['lambda', '--version']).status !== 0) {
    throw fail(
      `This machine (${process.platform} ${process.arch}) builds for ${target} with cargo-lambda, which is not there: ` +
        `pip install cargo-lambda ziglang, and rustup target add ${target}. ` +
        'Or build target/lambda/bootstrap.zip on a machine of that kind, then package with HW10_ZIP=keep.'
    );
  }
  const built = path.join('target', 'lambda-cross');
  cargo(['lambda', 'build', '--target', target, '--lambda-dir', built, ...BOOTSTRAP], directory, 'inherit', fail);
  return path.join(directory, built, 'bootstrap', 'bootstrap');
}

function cargo(words, directory, stdout, fail) {
  const build = spawnSync('cargo', words, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', stdout, 'inherit'],
  });
  if (build.error?.code === 'ENOENT') {
    throw fail('cargo is not in PATH: install Rust (rust-lang.org), or package a zip that is there with HW10_ZIP=keep.');
  }
  if (build.error) throw fail(`cargo could not be run: ${build.error.message}`);
  if (build.status !== 0) throw fail(`The bootstrap does not build; see above. To try it alone: cargo ${words.join(' ')}`);
  return build.stdout;
}

// A binary for another machine, or one that asks for a newer C library than the runtime has, would fail at its first start.
function checkBinary(binary, { target, elf }, fail) {
  const bytes = fs.readFileSync(binary);
  if (bytes.readUInt16LE(18) !== elf) throw fail(`${binary} is not for ${target}: see build.target in cargo's configuration.`);
  const versions = bytes.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g);
  const minor = Math.max(0, ...Array.from(versions, ([, version]) => Number(version)));
  if (minor <= GLIBC_MINOR_MAX) return;
  throw fail(
    `This machine's C library made a bootstrap that needs glibc 2.${minor}; Lambda's provided.al2023 has 2.${GLIBC_MINOR_MAX}. ` +
      'Build target/lambda/bootstrap.zip on an older distribution (or in an amazonlinux:2023 container), then package with HW10_ZIP=keep.'
  );
}

// The same binary gives the same bytes, so that an unchanged function is not deployed again.
async function zip(binary, artifact) {
  const file = new ZipFile();
  file.addFile(binary, 'bootstrap', { mtime: new Date(1980, 0, 1), mode: 0o100755, forceDosTimestamp: true });
  file.end();
  fs.mkdirSync(path.dirname(artifact), { recursive: true });
  const partial = `${artifact}.partial`;
  await new Promise((resolve, reject) => {
    const done = fs.createWriteStream(partial).on('close', resolve).on('error', reject);
    file.on('error', reject);
    file.outputStream.pipe(done);
  });
  fs.renameSync(partial, artifact);
}

module.exports = Build;
