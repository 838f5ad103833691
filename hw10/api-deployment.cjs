// Serverless plugin: a deployment of an API is a picture of its methods at one moment, and CloudFormation does not take
// another one unless the resource has another name. So the name carries a hash of what the picture shows.
'use strict';

const { createHash } = require('node:crypto');

const NAME = 'ApiDeployment';
const NOT_SHOWN = ['AWS::ApiGateway::Account', 'AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Stage'];

class ApiDeployment {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const template = serverless.service.provider.compiledCloudFormationTemplate;
        template.Resources = renamed(template.Resources);
      },
    };
  }
}

function renamed(resources) {
  const shown = Object.entries(resources).filter(
    ([, { Type }]) => Type.startsWith('AWS::ApiGateway::') && !NOT_SHOWN.includes(Type)
  );
  const name = NAME + createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 8);
  const { [NAME]: deployment, ...others } = resources;
  others.ApiStage.Properties.DeploymentId = { Ref: name };
  return { ...others, [name]: deployment };
}

module.exports = ApiDeployment;
