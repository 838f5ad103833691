// Serverless plugin: puts the bank's first accounts into a table that does not have them, after each deployment. An account
// that is there is never written to, whatever its balance is now. `osls seed` does the same alone.
'use strict';

const { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const accounts = require('./accounts.json');

class SeedAccounts {
  constructor(serverless, options, { log }) {
    const seed = async () => {
      const profile = options['aws-profile'] ?? serverless.service.provider.profile;
      const client = new DynamoDBClient({ region: serverless.getProvider('aws').getRegion(), ...(profile && { profile }) });
      const table = serverless.service.resources.Resources.Accounts.Properties.TableName;
      try {
        const added = await putMissing(client, table, accounts);
        log.notice(`${added} of ${accounts.length} first accounts were not in ${table}, and are now.`);
      } catch (error) {
        throw new serverless.classes.Error(
          `The first accounts cannot be put into ${table}: ${error.message}. The service is deployed; run \`osls seed\` once this is mended.`,
          'SEED_ACCOUNTS'
        );
      }
    };
    this.commands = { seed: { usage: "Puts the bank's first accounts into the table, where they are missing", lifecycleEvents: ['seed'] } };
    this.hooks = { 'after:deploy:deploy': seed, 'seed:seed': seed };
  }
}

// How many were missing.
async function putMissing(client, table, rows) {
  const puts = rows.map((row) => client.send(put(table, row)).then(() => true, refused));
  return (await Promise.all(puts)).filter(Boolean).length;
}

function put(table, { account, balance, 'date-opened': opened, name }) {
  return new PutItemCommand({
    TableName: table,
    Item: { account: { S: account }, balance: { N: balance }, 'date-opened': { S: opened }, name: { S: name } },
    ConditionExpression: 'attribute_not_exists(#account)',
    ExpressionAttributeNames: { '#account': 'account' },
  });
}

function refused(error) {
  if (error instanceof ConditionalCheckFailedException) return false;
  throw error;
}

module.exports = SeedAccounts;
module.exports.putMissing = putMissing;
