// What builds and deploys containers, changed from outside the delivery pipelines.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../model/call.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import { table } from '../../model/table.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const changes: Readonly<Record<string, readonly string[]>> = table({
  codebuild: [
    'UpdateProject',
    'UpdateWebhook',
    'ImportSourceCredentials',
    'PutResourcePolicy',
    'UpdateFleet',
  ],
  codepipeline: ['UpdatePipeline', 'PutWebhook', 'RegisterWebhookWithThirdParty', 'UpdateActionType'],
  codedeploy: ['CreateDeployment', 'UpdateApplication', 'CreateDeploymentGroup', 'UpdateDeploymentGroup'],
  ecr: ['PutSigningConfiguration', 'DeleteSigningConfiguration'],
  signer: ['PutSigningProfile', 'CancelSigningProfile', 'RevokeSigningProfile', 'AddProfilePermission'],
});

/** Parameters of StartBuild by which a build does something else than its project says (CodeBuild API reference). */
const overrides = [
  'buildspecOverride',
  'imageOverride',
  'sourceLocationOverride',
  'sourceTypeOverride',
  'serviceRoleOverride',
  'privilegedModeOverride',
] as const;

export const deploymentToolsGuarded = defineControl({
  id: 'control-plane/deployment-tools-guarded',
  title: 'Only delivery pipelines change what builds and deploys',
  severity: 'high',
  stage: 'stable',
  judges: ['call'],
  comparesWith: ['people.delivery-pipelines'],
  parameters: noParameters,
  references: { nist: ['4.3.1', '4.4.5'], attack: ['T1195.002', 'T1525', 'T1554'] },
  why: 'Changing a build changes every image that it produces, signed and certified like all others.',
  fix: 'Restore the project, pipeline or signing configuration from its source, and rebuild everything built since.',
  allows: [
    'delivery pipelines that the policy lists, and AWS services',
    'builds started as their project says, with other environment variables or another source version',
    'new projects and pipelines: nothing is built by them yet',
    'calls that failed',
  ],
  response: null,
  judge: (call) => {
    const path = changed(call);
    if (path === null) return notApplicable('the call does not change what builds or deploys');
    if (!call.succeeded) return notApplicable('the call failed');
    const { kind, name, principal } = call.actor;
    if (kind === 'aws-service' || kind === 'pipeline') return pass;
    if (call.parameters === null && call.operation.startsWith('StartBuild'))
      return unknown('CloudTrail left out what the build was started with');
    const message = `${name}, no delivery pipeline, called ${call.name} on ${call.target ?? 'the account'}`;
    return fail([evidence(path, principal, null, message)]);
  },
});

/** Place of what the call changes; null where it changes nothing. */
function changed({ service, operation, parameters }: CallSubject): string | null {
  if (service !== 'codebuild' || !operation.startsWith('StartBuild'))
    return changes[service]?.includes(operation) ? 'requestParameters' : null;
  if (parameters === null) return 'requestParameters';
  const override = overrides.find((name) => parameters[name] !== undefined && parameters[name] !== null);
  return override === undefined ? null : `requestParameters.${override}`;
}

const policy = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/github-deploy'] } };
const pipeline = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } };

const update = cloudTrail('codebuild', 'UpdateProject', {
  requestParameters: { name: 'shop-web', source: { type: 'S3', location: 'drop/source.zip' } },
});

const start = (change: { [key: string]: string | boolean }) =>
  cloudTrail('codebuild', 'StartBuild', { requestParameters: { projectName: 'shop-web', ...change } });

export const examples = (): Examples => ({
  fails: [
    { says: 'a build project gets another source', given: update, policy, at: 'requestParameters' },
    {
      says: 'a build with commands of one’s own',
      given: start({ buildspecOverride: 'version: 0.2' }),
      policy,
      at: 'requestParameters.buildspecOverride',
    },
    {
      says: 'images are no longer signed',
      given: cloudTrail('ecr', 'DeleteSigningConfiguration', { requestParameters: {} }),
      policy,
      at: 'requestParameters',
    },
  ],
  passes: [{ says: 'a delivery pipeline', given: update, policy: pipeline }],
  unknown: [
    {
      says: 'a build whose parameters CloudTrail left out',
      given: cloudTrail('codebuild', 'StartBuild'),
      policy,
    },
  ],
  notApplicable: [
    { says: 'a policy that lists no pipelines', given: update },
    { says: 'a build as its project says', given: start({ sourceVersion: 'main' }), policy },
  ],
});
