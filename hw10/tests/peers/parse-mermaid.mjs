// Parses every Mermaid source below the directories given with Mermaid's own parser.
// Usage: node parse-mermaid.mjs DIRECTORY...
// Prints what Mermaid does not accept, a line each, then the count; fails if it refuses one, or if there is none.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import DOMPurify from 'dompurify';

// Without a browser DOMPurify is an object that purifies nothing. Mermaid asks it for labels even while it only parses.
DOMPurify.addHook = () => {};
DOMPurify.sanitize = (text) => text;
const { default: mermaid } = await import('mermaid');

const SUFFIX = '.mmd';

function sourcesBelow(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => join(directory, file)).sort();
}

async function refusalOf(path) {
  try {
    await mermaid.parse(readFileSync(path, 'utf8'));
    return [];
  } catch (error) {
    return [`${path}: ${error.message}`];
  }
}

// A parser that accepts anything would be no judge.
async function isJudge() {
  return mermaid.parse('flowchart TD\n    a[x -->', { suppressErrors: true }).then((accepted) => accepted === false);
}

const sources = process.argv.slice(2).flatMap(sourcesBelow);
const refusals = [];
for (const source of sources) {
  refusals.push(...(await refusalOf(source)));
}
if (!(await isJudge())) {
  refusals.push('Mermaid accepts what is no flowchart: it judges nothing.');
}
refusals.forEach((refusal) => console.error(refusal));
console.log(`${sources.length} Mermaid sources, ${refusals.length} refused`);
process.exitCode = sources.length === 0 || refusals.length > 0 ? 1 : 0;
