// The last compliant state: kept by the pipeline where a look passes on a whole subject, given back as a read would show it.

import { describe, expect, it } from 'vitest';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../../shared/controls/examples/events.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Json, JsonObject } from '../../shared/model/json.ts';
import { handle } from '../../shared/pipeline.ts';
import { formerlyFrom } from '../../shared/respond/state/prior-state.ts';
import { judgingWith, now, observationsOf } from '../support/judging.ts';

const view = { quiet: 1, waiver: () => null };
const account = '111122223333';
const region = 'eu-central-1';
const organisation = {
  version: 1,
  organisation: { id: 'o-exampleorgid', accounts: { [account]: 'production' } },
};

/** One look after the other, at the times given. */
async function recorded(
  ...looks: readonly (readonly [time: string, document: JsonObject])[]
): Promise<RecordStore> {
  const store = memoryStore();
  const recorder = recorderOf(store, view, () => now);
  for (const [time, document] of looks)
    for (const observation of observationsOf(document))
      await handle({ ...observation, time }, judgingWith(organisation), recorder, async () => {});
  return store;
}

const findingOn = (id: string, place: string | null) =>
  ({ subject: { id, account, region: place } }) as unknown as Finding;
const role = findingOn(`arn:aws:iam::${account}:role/shop-web-task`, null);
const read = (service: string, operation: string, parameters: JsonObject) => ({
  service,
  operation,
  parameters,
});
const getRole = read('iam', 'GetRole', { RoleName: 'shop-web-task' });
const getInline = (PolicyName: string) =>
  read('iam', 'GetRolePolicy', { RoleName: 'shop-web-task', PolicyName });

const lambda = trustOf('lambda.amazonaws.com');
const anybody: JsonObject = policyDocument({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' });
const narrow = policyDocument({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/*' });
const wide = policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' });
const [t1, t2, t3] = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', '2026-11-03T00:00:00.000Z'];

describe('what was before a change', () => {
  it('is the last compliant state, whatever came after it', async () => {
    const store = await recorded([t1, roleDetails(lambda, [narrow])], [t2, roleDetails(anybody, [wide])]);
    const formerly = formerlyFrom(store, role);
    expect(await formerly(getRole)).toEqual({ trust: lambda, boundary: null });
    expect(await formerly(getInline('inline-1'))).toEqual({ document: narrow });
    expect(await formerly(getInline('other'))).toEqual({ document: null });
  });

  it('is kept part by part: what an open trust spoils is not the policies', async () => {
    const store = await recorded([t1, roleDetails(anybody, [narrow])]);
    expect(await formerlyFrom(store, role)(getRole)).toEqual({ boundary: null });
    expect(await formerlyFrom(store, role)(getInline('inline-1'))).toEqual({ document: narrow });
  });

  it('is the newest, though looks come late', async () => {
    const other = policyDocument({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::shop' });
    const store = await recorded([t3, roleDetails(lambda, [other])], [t1, roleDetails(lambda, [narrow])]);
    expect(await formerlyFrom(store, role)(getInline('inline-1'))).toEqual({ document: other });
  });

  it('is not told by a change alone, nor by anything that fails', async () => {
    const change = cloudTrail('iam', 'PutRolePolicy', {
      requestParameters: {
        roleName: 'shop-web-task',
        policyName: 'inline-1',
        policyDocument: JSON.stringify(narrow),
      },
    });
    const store = await recorded([t1, change], [t2, roleDetails(anybody, [wide])]);
    expect(await formerlyFrom(store, role)(getRole)).toBeNull();
    expect(await formerlyFrom(store, role)(getInline('inline-1'))).toBeNull();
  });

  it('is forgotten with a subject that is gone, for another of its name is not it', async () => {
    const gone = cloudTrail('iam', 'DeleteRole', { requestParameters: { roleName: 'shop-web-task' } });
    const store = await recorded([t1, roleDetails(lambda, [narrow])], [t2, gone]);
    expect(await formerlyFrom(store, role)(getRole)).toBeNull();
  });

  const repository = `arn:aws:ecr:${region}:${account}:repository/shop/web`;
  const policyOf = (Principal: Json) =>
    policyDocument({ Effect: 'Allow', Principal, Action: 'ecr:BatchGetImage' });
  const setTo = (policy: JsonObject) =>
    cloudTrail('ecr', 'SetRepositoryPolicy', {
      requestParameters: {
        registryId: account,
        repositoryName: 'shop/web',
        policyText: JSON.stringify(policy),
      },
    });

  it('is told of repositories', async () => {
    const own = policyOf({ AWS: `arn:aws:iam::${account}:root` });
    const store = await recorded([t1, setTo(own)], [t2, setTo(policyOf('*'))]);
    const asked = read('ecr', 'GetRepositoryPolicy', { repositoryName: 'shop/web' });
    expect(await formerlyFrom(store, findingOn(repository, region))(asked)).toEqual({ policy: own });
  });

  it('is told of reads that it knows, and of no others', async () => {
    const store = await recorded([t1, roleDetails(lambda, [narrow])]);
    const formerly = formerlyFrom(store, role);
    expect(await formerly(read('iam', 'ListAttachedRolePolicies', { RoleName: 'shop-web-task' }))).toBeNull();
    expect(await formerly(read('ecs', 'DescribeServices', {}))).toBeNull();
    expect(await formerly(read('iam', 'GetRole', { RoleName: 'another' }))).toBeNull();
  });
});

it('what failed on a role is resolved when it is deleted, whichever Region says so', async () => {
  const gone = cloudTrail('iam', 'DeleteRole', { requestParameters: { roleName: 'shop-web-task' } });
  const store = await recorded([t1, roleDetails(anybody, [wide])], [t2, gone]);
  const found = await listFindings(store, { ...view, now });
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ status }) => status)).toEqual(found.map(() => 'resolved'));
});
