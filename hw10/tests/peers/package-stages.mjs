// Packages the service for several stages, and holds what comes of their parameters against what they say: the template's
// parameters, the name of the API's deployment, and what is said of parameters that are wrong. The functions' zip is there.
//     node tests/peers/package-stages.mjs
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const POOL = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example';
const directory = mkdtempSync(path.join(tmpdir(), 'stages-'));

function osls(stage, parameters) {
  const words = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  const environment = { ...process.env, HW10_ZIP: 'keep', NO_COLOR: '1' };
  return spawnSync('npx', ['--no-install', 'osls', 'package', '--stage', stage, '--package', directory, ...words], {
    encoding: 'utf8',
    env: environment,
  });
}

function packaged(stage, parameters = {}) {
  const { status, stdout, stderr } = osls(stage, parameters);
  assert.equal(status, 0, stdout + stderr);
  const template = JSON.parse(readFileSync(path.join(directory, 'cloudformation-template-update-stack.json'), 'utf8'));
  const chosen = Object.fromEntries(Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default]));
  const deployments = Object.keys(template.Resources).filter((name) => /^ApiDeployment[0-9a-f]{8}$/.test(name));
  assert.equal(deployments.length, 1, 'the API has one deployment, named by what it shows');
  assert.equal(template.Resources.ApiStage.Properties.DeploymentId.Ref, deployments[0], 'the stage shows it');
  return { chosen, deployment: deployments[0], resources: template.Resources };
}

function refused(stage, parameters, expected) {
  const { status, stdout, stderr } = osls(stage, parameters);
  assert.notEqual(status, 0, `packaged, and should not be: ${JSON.stringify(parameters)}`);
  assert.match(stdout + stderr, expected);
}

try {
  const dev = packaged('dev');
  assert.deepEqual([dev.chosen.Authorization, dev.chosen.AllowedOrigin, dev.chosen.Shift], ['open', '', 'none']);
  assert.equal(packaged('dev').deployment, dev.deployment, 'the same API keeps its deployment');

  const prod = packaged('prod');
  assert.deepEqual([prod.chosen.Authorization, prod.chosen.Shift], ['iam', 'canary'], 'no other stage is open');
  assert.equal(prod.resources.Accounts.Properties.DeletionProtectionEnabled, true);
  assert.equal(prod.resources.BankTransaction.Properties.LoggingConfiguration.IncludeExecutionData, false);

  const web = packaged('dev', { authorization: 'jwt', user_pool_arn: POOL, allowed_origin: 'https://shop.example' });
  assert.deepEqual([web.chosen.Authorization, web.chosen.UserPoolArn], ['jwt', POOL]);
  assert.equal(web.chosen.AllowedOrigin, 'https://shop.example');
  assert.notEqual(web.deployment, dev.deployment, 'other methods are another deployment');

  refused('dev', { authorization: 'none' }, /Authorization is open, iam, api_key, jwt, and not "none"/);
  refused('dev', { authorization: 'jwt' }, /user_pool_arn names the Cognito user pool/);
  refused('dev', { allowed_origin: 'shop.example' }, /AllowedOrigin cannot be "shop.example"/);
  console.log('3 stages packaged as their parameters say, 3 mistakes refused');
} finally {
  rmSync(directory, { recursive: true });
}
