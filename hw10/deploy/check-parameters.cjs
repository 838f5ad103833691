// Serverless plugin: holds what the stage's parameters say against what the template takes, before anything is deployed.
'use strict';

class CheckParameters {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Parameters } = serverless.service.provider.compiledCloudFormationTemplate;
        const problems = [...eachAlone(Parameters), ...together(Parameters)];
        if (problems.length > 0) throw new serverless.classes.Error(problems.join('\n'), 'CHECK_PARAMETERS');
      },
    };
  }
}

function* eachAlone(parameters) {
  for (const [name, { Default: value, AllowedValues: values, AllowedPattern: pattern, Description: about }] of Object.entries(parameters)) {
    if (values && !values.includes(value)) yield `${name} is ${values.join(', ')}, and not "${value}". ${about}.`;
    if (pattern && !new RegExp(pattern).test(value)) yield `${name} cannot be "${value}". ${about}.`;
  }
}

function* together({ Authorization, UserPoolArn }) {
  if (Authorization?.Default === 'jwt' && UserPoolArn.Default === '') {
    yield 'Where authorization is jwt, user_pool_arn names the Cognito user pool whose tokens are taken: say it in serverless.yml.';
  }
}

module.exports = CheckParameters;
