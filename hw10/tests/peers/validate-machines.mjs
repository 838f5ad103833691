// Has the validators of other projects judge state machines: every `*.asl.json` below the directories that are given.
//
//   node tests/peers/validate-machines.mjs generated examples/generated
//
// Fails if one of them finds something, or if there is no machine.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import asl from 'amazon-states-language-service';
import aslValidator from 'asl-validator';

const SUFFIX = '.asl.json';

const VALIDATORS = { 'asl-validator': byAslValidator, 'amazon-states-language-service': byLanguageService };

// asl-validator is wrong about outputs that are no objects, empty texts in them, and expressions of several lines, which
// Step Functions all accepts. No machine has any of these, so that no finding is excused.
function byAslValidator(text) {
  return aslValidator(JSON.parse(text)).errors.map((error) => error.Message);
}

async function byLanguageService(text, path) {
  const service = asl.getLanguageService({});
  const document = asl.TextDocument.create(path, 'asl', 1, text);
  const findings = await service.doValidation(document, service.parseJSONDocument(document));
  return findings.map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
}

function machinesBelow(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => join(directory, file)).sort();
}

async function findingsIn(path) {
  const text = readFileSync(path, 'utf8');
  const judge = async ([validator, validate]) => {
    const findings = await validate(text, path);
    return findings.map((finding) => `${path}: ${validator}: ${finding}`);
  };
  return (await Promise.all(Object.entries(VALIDATORS).map(judge))).flat();
}

const machines = process.argv.slice(2).flatMap(machinesBelow);
const findings = (await Promise.all(machines.map(findingsIn))).flat();
findings.forEach((finding) => console.error(finding));
console.log(`${machines.length} machines, ${Object.keys(VALIDATORS).length} validators, ${findings.length} findings`);
process.exitCode = machines.length === 0 || findings.length > 0 ? 1 : 0;
