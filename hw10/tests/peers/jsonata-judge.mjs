// Evaluates JSONata with the release that AWS Step Functions runs: the judge of our own engine.
//
// Reads cases from standard input, `{"expression": .., "bindings": {..}}` each on a line of its own, and answers each
// with a line: `{"value": ..}`, `{"undefined": true}`, or `{"error": ..}`. Ends when its input ends.

import { createHash, randomUUID } from 'node:crypto';

import jsonata from 'jsonata';

import { isJson } from './json.mjs';

// What Step Functions adds to JSONata, with JSONata's notation for what a function takes. Source:
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
// AWS says nothing about an undefined first argument: it gives an undefined result, as in JSONata's own functions.
const FUNCTIONS = {
  partition: [partition, '<an:a>'],
  range: [range, '<nnn:a>'],
  hash: [hash, '<ss:s>'],
  random: [random, '<n?:n>'],
  uuid: [() => randomUUID(), '<:s>'],
  parse: [parse, '<s:x>'],
};

// Their `algorithm`, and what Node calls it.
const DIGESTS = { MD5: 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

// As many as fit into a state's payload of 256 KiB.
const RANGE_ITEMS_MAX = 200_000;

function partition(array, size) {
  if (array === undefined) return undefined;
  const length = Math.floor(size);
  if (!(length >= 1)) throw new Error('$partition needs a size of at least 1');
  const pieces = [];
  for (let start = 0; start < array.length; start += length) pieces.push(array.slice(start, start + length));
  return pieces;
}

function range(first, last, step) {
  if (first === undefined) return undefined;
  if (!step || !Number.isFinite(step)) throw new Error('$range needs a step that is not 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (!(length <= RANGE_ITEMS_MAX)) throw new Error(`$range makes at most ${RANGE_ITEMS_MAX} items`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(text, algorithm) {
  if (text === undefined) return undefined;
  if (!Object.hasOwn(DIGESTS, algorithm)) throw new Error(`$hash does not know ${algorithm}`);
  return createHash(DIGESTS[algorithm]).update(text).digest('hex');
}

// AWS does not say which number follows from a seed, only that it is always the same one.
function random(seed) {
  if (seed === undefined) return Math.random();
  return createHash('sha256').update(String(seed)).digest().readUInt32BE() / 2 ** 32;
}

function parse(text) {
  return text === undefined ? undefined : JSON.parse(text);
}

// Many cases are of few expressions, which follow each other.
const PREPARED_MAX = 1_000;
const prepared = new Map();

function preparedOnce(expression) {
  if (prepared.size >= PREPARED_MAX) prepared.clear();
  if (!prepared.has(expression)) prepared.set(expression, prepare(expression));
  return prepared.get(expression);
}

function prepare(expression) {
  const parsed = jsonata(expression);
  for (const [name, [implementation, signature]] of Object.entries(FUNCTIONS)) {
    parsed.registerFunction(name, implementation, signature);
  }
  // Step Functions has no `$eval`; to call what is not there is an error.
  parsed.assign('eval', undefined);
  return parsed;
}

async function evaluate({ expression, bindings }) {
  const value = await preparedOnce(expression).evaluate(undefined, bindings);
  if (value === undefined) return { undefined: true };
  return isJson(value) ? { value } : { error: 'the result is not a JSON value' };
}

// Node's own reader of lines would also cut at U+2028, which JSON lets stand in a text.
async function* lines(stream) {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const complete = (rest + chunk).split('\n');
    rest = complete.pop();
    yield* complete;
  }
}

for await (const line of lines(process.stdin)) {
  // JSONata throws objects that are no `Error`, with a code and a message.
  const answer = await evaluate(JSON.parse(line)).catch(({ code, message }) => ({ error: `${code ?? ''} ${message}` }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
