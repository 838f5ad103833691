// Has newman send the generated Postman collection to a bank of its own, which runs in memory on free ports.
//
//   node tests/peers/run-postman.mjs target/debug/local generated
//
// Fails if a test of a request fails, or if there is none.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

import newman from 'newman';

const ANY = '127.0.0.1:0';

// Starts the bank and waits until it says where it listens.
function open(program, generated) {
  const flags = ['--memory', '--listen', ANY, '--dynamodb', ANY, '--generated', generated];
  const bank = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = new Promise((resolve, reject) => {
    let welcome = '';
    bank.stdout.setEncoding('utf8').on('data', (text) => {
      welcome += text;
      const found = welcome.match(/http:\/\/[0-9.]+:[0-9]+/);
      if (found) resolve(found[0]);
    });
    bank.on('error', reject);
    bank.on('exit', () => reject(new Error(`${program} ended before it was open; it said: ${welcome}`)));
  });
  return { bank, url };
}

function run(generated, url) {
  const options = {
    collection: join(generated, 'postman/api.postman_collection.json'),
    environment: join(generated, 'postman/local.postman_environment.json'),
    envVar: [{ key: 'base_url', value: url }],
    reporters: ['cli'],
    reporter: { cli: { noBanner: true } },
    color: 'off',
  };
  return new Promise((resolve, reject) => {
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary.run)));
  });
}

const [program, generated] = process.argv.slice(2);
if (!program || !generated) {
  console.error('usage: node tests/peers/run-postman.mjs PROGRAM GENERATED');
  process.exit(2);
}
const { bank, url } = open(program, generated);
try {
  const { failures, stats } = await run(generated, await url);
  process.exitCode = failures.length > 0 || stats.assertions.total === 0 ? 1 : 0;
} finally {
  bank.removeAllListeners('exit');
  bank.kill();
}
