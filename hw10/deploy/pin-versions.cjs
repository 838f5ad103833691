// Serverless plugin: has the state machine call the version of each function that is deployed with it, so that an
// execution in flight ends with the code that it began with. The framework names a version by a hash of the code, which
// nobody knows before the zip is made, and retains it when the next one comes.
'use strict';

class PinVersions {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        const fail = (message) => new serverless.classes.Error(message, 'PIN_VERSIONS');
        pin(Resources, fail);
      },
    };
  }
}

function pin(resources, fail) {
  const versions = new Map(
    Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Version')
      .map(([name, { Properties }]) => [Properties.FunctionName.Ref, name])
  );
  const machines = Object.values(resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  for (const { Properties } of machines) {
    for (const [state, value] of Object.entries(Properties.DefinitionSubstitutions)) {
      const called = value['Fn::GetAtt']?.[0];
      if (!versions.has(called)) throw fail(`${state} calls ${called}, of which no version is made: leave provider.versionFunctions out.`);
      Properties.DefinitionSubstitutions[state] = { Ref: versions.get(called) };
    }
  }
}

module.exports = PinVersions;
