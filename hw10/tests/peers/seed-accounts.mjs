// Has the deployment's plugin put the first accounts into the tables of a bank of its own, which runs in memory on free
// ports: what is missing is put, and what is there stays as it is.
//
//   node tests/peers/seed-accounts.mjs target/debug/local generated

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

const require = createRequire(import.meta.url);
const SeedAccounts = require('../../deploy/seed-accounts.cjs');
const accounts = require('../../deploy/accounts.json');

const TABLE = 'HW10-Account-List';
const ANY = '127.0.0.1:0';

// Starts the bank and waits until it says where its tables are: the second address that it names.
function open(program, generated) {
  const flags = ['--memory', '--listen', ANY, '--dynamodb', ANY, '--generated', generated];
  const bank = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  const endpoint = new Promise((resolve, reject) => {
    let welcome = '';
    bank.stdout.setEncoding('utf8').on('data', (text) => {
      welcome += text;
      const found = new Set(welcome.match(/http:\/\/[0-9.]+:[0-9]+(?=\D)/g));
      if (found.size === 2) resolve([...found][1]);
    });
    bank.on('error', reject);
    bank.on('exit', () => reject(new Error(`${program} ended before it was open; it said: ${welcome}`)));
  });
  return { bank, endpoint };
}

// The plugin as the framework makes it and calls its hook; answers what it says.
async function seed() {
  const said = [];
  const serverless = {
    service: { provider: {}, resources: { Resources: { Accounts: { Properties: { TableName: TABLE } } } } },
    getProvider: () => ({ getRegion: () => 'us-east-1' }),
    classes: { Error },
  };
  const plugin = new SeedAccounts(serverless, {}, { log: { notice: (text) => said.push(text) } });
  await plugin.hooks['after:deploy:deploy']();
  return said.join('\n');
}

async function check(client) {
  const key = ({ account }) => ({ account: { S: account } });
  const row = async (of) => (await client.send(new GetItemCommand({ TableName: TABLE, Key: key(of), ConsistentRead: true }))).Item;
  const [used, closed] = accounts;
  const moved = { ...(await row(used)), balance: { N: '7' }, sequence: { N: '3' } };
  await client.send(new PutItemCommand({ TableName: TABLE, Item: moved }));
  await client.send(new DeleteItemCommand({ TableName: TABLE, Key: key(closed) }));

  assert.match(await seed(), /^1 of 5 /);
  assert.deepEqual(await row(used), moved);
  assert.deepEqual(await row(closed), {
    account: { S: closed.account },
    balance: { N: closed.balance },
    'date-opened': { S: closed['date-opened'] },
    name: { S: closed.name },
  });
  assert.match(await seed(), /^0 of 5 /);
}

const [program, generated] = process.argv.slice(2);
const { bank, endpoint } = open(program, generated);
try {
  Object.assign(process.env, { AWS_ENDPOINT_URL: await endpoint, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
  await check(new DynamoDBClient({ region: 'us-east-1' }));
  console.log('a missing account is put, one that is there stays as it is');
} finally {
  bank.removeAllListeners('exit').kill();
}
