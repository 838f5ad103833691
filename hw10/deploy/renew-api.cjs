// Serverless plugin: gives the API's deployment a name by all that it shows. A deployment is a picture of the API's methods
// that API Gateway never changes, so that under the same name a new template would go on serving the old methods. What it
// shows depends on the parameters of the stage too, which nobody knows before packaging.
'use strict';

const { createHash } = require('node:crypto');

const SHOWN = ['Authorizer', 'GatewayResponse', 'Method', 'Model', 'RequestValidator', 'Resource', 'RestApi'];

class RenewApi {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        renew(serverless.service.provider.compiledCloudFormationTemplate);
      },
    };
  }
}

function renew({ Resources, Parameters = {} }) {
  const ofType = (...types) => Object.entries(Resources).filter(([, { Type }]) => types.includes(Type));
  const shown = ofType(...SHOWN.map((type) => `AWS::ApiGateway::${type}`));
  const hash = createHash('sha256').update(JSON.stringify([shown.sort(), Parameters])).digest('hex').slice(0, 8);
  for (const [name, deployment] of ofType('AWS::ApiGateway::Deployment')) {
    delete Resources[name];
    Resources[name + hash] = deployment;
    for (const [, { Properties }] of ofType('AWS::ApiGateway::Stage')) {
      if (Properties.DeploymentId.Ref === name) Properties.DeploymentId.Ref = name + hash;
    }
  }
}

module.exports = RenewApi;
