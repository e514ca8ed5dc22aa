// What a role has used: IAM's report, page by page, and what is said while there is none.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const account = '111122223333';
const ask = {
  fact: 'last-accessed',
  account,
  region: null,
  arn: `arn:aws:iam::${account}:role/web`,
} as const;
const role = { Role: { RoleName: 'web', CreateDate: '2026-01-05T10:00:00.000Z' } };
const job = { JobId: 'job-1' };

// IAM API Reference, GetServiceLastAccessedDetails: LastAuthenticated is left out where there was none.
const page = (services: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  ...{ JobStatus: 'COMPLETED', JobType: 'SERVICE_LEVEL', ServicesLastAccessed: services },
  ...more,
});
const s3 = {
  ServiceName: 'Amazon S3',
  ServiceNamespace: 's3',
  LastAuthenticated: '2026-11-01T00:00:00.000Z',
};
const sqs = { ServiceName: 'Amazon SQS', ServiceNamespace: 'sqs', TotalAuthenticatedEntities: 0 };

const api = (report: JsonObject | ((input: JsonObject) => JsonObject)) =>
  fakeApi({
    'iam.GetRole': role,
    'iam.GenerateServiceLastAccessedDetails': ({ Arn }: JsonObject) => (Arn === ask.arn ? job : 'not-found'),
    'iam.GetServiceLastAccessedDetails': report,
  });

describe('the fact last-accessed', () => {
  it('tells each service with its last use', async () => {
    expect(answered(await createFacts(api(page([s3, sqs]))).get(ask))).toEqual({
      createdAt: '2026-01-05T10:00:00.000Z',
      services: [
        { service: 's3', lastUsed: '2026-11-01T00:00:00.000Z' },
        { service: 'sqs', lastUsed: null },
      ],
    });
  });

  it('reads every page', async () => {
    const report = ({ Marker }: JsonObject) =>
      Marker === undefined ? page([s3], { IsTruncated: true, Marker: 'm' }) : page([sqs]);
    const { services } = answered(await createFacts(api(report)).get(ask));
    expect(services.map(({ service }) => service)).toEqual(['s3', 'sqs']);
  });

  it.each([
    ['IN_PROGRESS', 'timeout'],
    ['FAILED', 'failed'],
  ])('is not told while the report is %s', async (JobStatus, code) => {
    expect(await createFacts(api({ JobStatus })).get(ask)).toMatchObject({ ok: false, code });
  });

  it('is told of roles', async () => {
    const user = { ...ask, arn: `arn:aws:iam::${account}:user/kim` };
    expect(await createFacts(api(page([]))).get(user)).toMatchObject({ ok: false, code: 'no-facts' });
  });
});
