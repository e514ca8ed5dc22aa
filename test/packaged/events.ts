// Events of AWS, as they would come now, caused by a person who signs in at an identity provider and comes through a role.
import { readFileSync } from 'node:fs';
import type { Emulated } from '../../scripts/local/account.ts';
import type { JsonObject } from '../../shared/model/json.ts';

let made = 0;
const now = () => new Date().toISOString();

/** A session of the role Developer that SAML opened for kim. */
export function federated({ account }: Emulated, person = 'kim@acme.test'): JsonObject {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEDEVELOPER01:${person}`,
    arn: `arn:aws:sts::${account}:assumed-role/Developer/${person}`,
    accountId: account,
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEDEVELOPER01',
        arn: `arn:aws:iam::${account}:role/Developer`,
        accountId: account,
        userName: 'Developer',
      },
      attributes: { creationDate: now(), mfaAuthenticated: 'false' },
    },
  };
}

export interface Called {
  readonly by?: JsonObject;
  readonly answer?: JsonObject | null;
  /** When CloudTrail says that it was. */
  readonly at?: string;
  readonly account?: string;
}

/** A call that CloudTrail recorded. */
export function called(
  aws: Emulated,
  operation: string,
  requestParameters: JsonObject,
  more: Called = {},
): JsonObject {
  const [service = '', eventName = ''] = operation.split(':');
  const { by = federated(aws), answer = null, at = now(), account = aws.account } = more;
  const id = `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`;
  const region = service === 'iam' ? 'us-east-1' : aws.region;
  return {
    ...{ version: '0', id, 'detail-type': 'AWS API Call via CloudTrail', source: `aws.${service}` },
    ...{ account, time: at, region, resources: [] },
    detail: {
      ...{
        eventVersion: '1.11',
        userIdentity: by,
        eventTime: at,
        eventSource: `${service}.amazonaws.com`,
        eventName,
      },
      ...{ awsRegion: region, sourceIPAddress: '203.0.113.66', userAgent: 'aws-cli/2.31.18' },
      ...{ requestParameters, responseElements: answer, requestID: id, eventID: id, readOnly: false },
      ...{
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: account,
        eventCategory: 'Management',
      },
    },
  };
}

/** ECS says that a task runs. `task`: as DescribeTasks gives it. */
export function taskRuns(aws: Emulated, task: JsonObject): JsonObject {
  const at = now();
  return {
    ...{ version: '0', id: `task-${made++}`, 'detail-type': 'ECS Task State Change', source: 'aws.ecs' },
    ...{ account: aws.account, time: at, region: aws.region, resources: [task.taskArn ?? null] },
    detail: {
      ...task,
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
      startedAt: at,
      updatedAt: at,
      version: 3,
    },
  };
}

/** A sample of events/, moved to the account, and to names that a suite made. */
export function sample(
  name: string,
  { account }: Emulated,
  renamed: Readonly<Record<string, string>> = {},
): JsonObject & { readonly detail: JsonObject } {
  const text = readFileSync(`events/${name}.json`, 'utf8').replaceAll('111122223333', account);
  return JSON.parse(Object.entries(renamed).reduce((sofar, [from, to]) => sofar.replaceAll(from, to), text));
}
