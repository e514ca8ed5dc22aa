// A permissions boundary takes escalation paths back, leaves them, or is not known.
import { expect, it } from 'vitest';
import { policyDocument, roleDetails, trustOf } from '../../../shared/controls/examples/events.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../../support/judging.ts';

const arn = 'arn:aws:iam::111122223333:policy/limit';
const allow = (action: string | string[], resource: string) =>
  policyDocument({ Effect: 'Allow', Action: action, Resource: resource });
const passAndRun = allow(['iam:PassRole', 'ecs:RunTask'], '*');

function account(held: JsonObject, limit: JsonObject | null): JsonObject {
  const details = roleDetails(trustOf('lambda.amazonaws.com'), [held]);
  const [role] = details.RoleDetailList as JsonObject[];
  const boundary = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn };
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: limit };
  const policies = limit === null ? [] : [{ PolicyName: 'limit', Arn: arn, PolicyVersionList: [version] }];
  return { ...details, RoleDetailList: [{ ...role, PermissionsBoundary: boundary }], Policies: policies };
}

async function outcomeOf(document: JsonObject): Promise<string | undefined> {
  const verdicts = await Promise.all(observationsOf(document).map((one) => judge(one, judgingWith())));
  return verdicts
    .flat()
    .find((one) => one.control.endsWith('/no-privilege-escalation') && one.subject.id.includes(':role/'))
    ?.outcome;
}

it.each([
  ['pass', 'allows only what is harmless', passAndRun, allow('ecs:*', '*')],
  [
    'pass',
    'lets only certain roles be passed',
    passAndRun,
    policyDocument({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/shop-*',
    }),
  ],
  ['pass', 'limits an administrator', allow('*', '*'), allow('s3:GetObject', '*')],
  ['fail', 'allows the path too', passAndRun, allow(['iam:*', 'ecs:*'], '*')],
  ['unknown', 'is not at hand', passAndRun, null],
])('%s where the boundary %s', async (outcome, _, held, limit) => {
  expect(await outcomeOf(account(held, limit))).toBe(outcome);
});
