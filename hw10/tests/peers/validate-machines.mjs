// Has the validators of other projects judge state machines: every `*.asl.json` below the directories that are given.
//
//   node tests/peers/validate-machines.mjs generated
//
// Fails if one of them finds something, or if there is no machine.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import asl from 'amazon-states-language-service';
import aslValidator from 'asl-validator';

const SUFFIX = '.asl.json';

const VALIDATORS = { 'asl-validator': byAslValidator, 'amazon-states-language-service': byLanguageService };

// What Step Functions accepts and asl-validator does not: such an output, and what replaces it before the validator
// looks; it would look no further otherwise.
const MISTAKES = [
  // A text may be empty.
  { output: { desc: '' }, replace: (_, value) => (value === '' ? 'empty' : value) },
  // An expression may have several lines.
  { output: '{% (\n1) %}', replace: (_, value) => (isExpression(value) ? value.replaceAll('\n', ' ') : value) },
  // Any value may be an output.
  { output: 5, replace: (key, value) => (key === 'Output' && isPlain(value) ? { value } : value) },
];

function isExpression(value) {
  return typeof value === 'string' && value.startsWith('{%');
}

function isPlain(value) {
  return Array.isArray(value) || value === null || (typeof value !== 'object' && !isExpression(value));
}

function byAslValidator(text) {
  const replace = (key, value) => MISTAKES.reduce((value, mistake) => mistake.replace(key, value), value);
  return errorsOfAslValidator(JSON.parse(text, replace));
}

function errorsOfAslValidator(machine) {
  return aslValidator(machine).errors.map((error) => error.Message);
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

// A mistake that has been mended upstream need not be replaced any longer.
function mendedMistakes() {
  const machine = (Output) => ({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed', Output } } });
  const mended = MISTAKES.filter(({ output }) => errorsOfAslValidator(machine(output)).length === 0);
  return mended.map(({ output }) => `asl-validator accepts ${JSON.stringify(output)} now: remove it from MISTAKES`);
}

const machines = process.argv.slice(2).flatMap(machinesBelow);
const findings = [...mendedMistakes(), ...(await Promise.all(machines.map(findingsIn))).flat()];
findings.forEach((finding) => console.error(finding));
console.log(`${machines.length} machines, ${Object.keys(VALIDATORS).length} validators, ${findings.length} findings`);
process.exitCode = machines.length === 0 || findings.length > 0 ? 1 : 0;
