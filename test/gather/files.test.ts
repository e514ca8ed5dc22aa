// Facts from files: authorization details, alone or in a snapshot, and several files together.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataUrl, dataUrls } from '../../shared/gather/data-url.ts';
import { apiFromFiles, factsFromFiles } from '../../shared/gather/files.ts';
import { answered } from './fake-api.ts';

const account = '111122223333';
const here = { account, region: 'eu-west-1' };
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const encoded = encodeURIComponent(JSON.stringify(document));
const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';

const details = {
  UserDetailList: [
    {
      UserName: 'ann',
      Arn: `arn:aws:iam::${account}:user/ann`,
      Path: '/',
      CreateDate: '2026-01-02T03:04:05Z',
      GroupList: ['ops'],
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }],
      AttachedManagedPolicies: [],
    },
  ],
  GroupDetailList: [
    {
      GroupName: 'ops',
      Arn: `arn:aws:iam::${account}:group/ops`,
      GroupPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: admin }],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'web',
      Arn: `arn:aws:iam::${account}:role/app/web`,
      Path: '/app/',
      AssumeRolePolicyDocument: encoded,
      InstanceProfileList: [{ InstanceProfileName: 'node', Roles: [] }],
      RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
      AttachedManagedPolicies: [{ PolicyName: 'gone', PolicyArn: 'arn:aws:iam::aws:policy/Gone' }],
      PermissionsBoundary: { PermissionsBoundaryArn: admin },
      Tags: [{ Key: 'team', Value: 'shop' }],
    },
  ],
  Policies: [
    {
      PolicyName: 'AdministratorAccess',
      Arn: admin,
      DefaultVersionId: 'v2',
      UpdateDate: '2026-03-01T00:00:00+00:00',
      PolicyVersionList: [
        { VersionId: 'v1', Document: {}, CreateDate: '2026-02-01T00:00:00Z' },
        { VersionId: 'v2', Document: encoded, CreateDate: '2026-02-02T00:00:00Z' },
      ],
    },
  ],
};

describe('authorization details as a bare file', () => {
  const { facts, problems } = factsFromFiles([{ file: 'account.json', json: details }]);

  it('gives roles, users and policies as IAM would', async () => {
    expect(problems).toEqual([]);
    const role = await facts.get({ fact: 'principal', ...here, arn: 'web' });
    expect(role).toMatchObject({ ok: true, asOf: '2026-03-01T00:00:00.000Z' });
    expect(answered(role)).toMatchObject({
      arn: `arn:aws:iam::${account}:role/app/web`,
      tags: { team: 'shop' },
      trust: { value: document },
      boundary: { value: { arn: admin, document } },
      policies: [
        { name: 'inline', document },
        { name: 'gone', document: null },
      ],
      complete: false,
    });
    const user = answered(
      await facts.get({ fact: 'principal', ...here, arn: `arn:aws:iam::${account}:user/ann` }),
    );
    expect(user).toMatchObject({
      groups: ['ops'],
      policies: [
        { name: 'own', document },
        { name: 'AdministratorAccess', document },
      ],
      complete: true,
      credentials: [],
    });
    const profile = `arn:aws:iam::${account}:instance-profile/node`;
    expect(answered(await facts.get({ fact: 'principal', ...here, arn: profile })).name).toBe('web');
    expect(answered(await facts.get({ fact: 'policy-document', ...here, arn: admin }))).toEqual(document);
    const group = answered(
      await facts.get({ fact: 'principal', ...here, arn: `arn:aws:iam::${account}:group/ops` }),
    );
    expect(group.policies).toHaveLength(1);
  });

  it.each([
    ['a role that is not in a whole list', { ...here, arn: 'ghost' }, 'not-found'],
    ['the same, of no account', { ...here, account: null, arn: 'ghost' }, 'not-recorded'],
    ['a role of another account', { ...here, account: '999988887777', arn: 'web' }, 'not-recorded'],
    [
      'an instance profile of no role',
      { ...here, arn: `arn:aws:iam::${account}:instance-profile/x` },
      'not-recorded',
    ],
    ['a policy that is not there', { ...here, arn: `arn:aws:iam::${account}:policy/x` }, 'not-recorded'],
  ])('%s', async (_, ask, code) => {
    expect(await facts.get({ fact: 'principal', ...ask })).toMatchObject({ ok: false, code });
  });

  it('has the policies of AWS for every account', async () => {
    const ask = { fact: 'policy-document', region: null, arn: admin } as const;
    expect((await facts.get({ ...ask, account: '999988887777' })).ok).toBe(true);
    const own = `arn:aws:iam::${account}:policy/AdministratorAccess`;
    expect(await facts.get({ ...ask, account: '999988887777', arn: own })).toMatchObject({
      code: 'not-recorded',
    });
  });

  it('knows nothing of other services', async () => {
    expect(await facts.get({ fact: 'host', ...here, instanceId: 'i-1' })).toMatchObject({
      code: 'not-recorded',
    });
  });

  it.each([
    ['truncated', { ...details, IsTruncated: true }],
    ['filtered', { ...details, RoleDetailList: [] }],
  ])('%s, it proves nothing absent', async (_, json) => {
    const answer = await factsFromFiles([{ file: 'a', json }]).facts.get({
      fact: 'principal',
      ...here,
      arn: 'ghost',
    });
    expect(answer).toMatchObject({ code: 'not-recorded' });
  });

  it.each([
    ['as text', JSON.stringify(details)],
    ['wrapped', { Version: '1', GetAccountAuthorizationDetailsResult: details }],
  ])('is recognised %s', async (_, json) => {
    const answer = await factsFromFiles([{ file: 'a', json }]).facts.get({
      fact: 'principal',
      ...here,
      arn: 'web',
    });
    expect(answer.ok).toBe(true);
  });
});

describe('authorization details within a snapshot', () => {
  it('answer what no call of its own answers, over all pages', async () => {
    const json = {
      version: 1,
      takenAt: '2026-11-20T08:00:00Z',
      accounts: {
        [account]: {
          regions: {
            'us-east-1': {
              'IAM.GetAccountAuthorizationDetails': [
                { input: {}, output: { ...details, RoleDetailList: [], IsTruncated: true, Marker: 'm' } },
                {
                  input: { Marker: 'm' },
                  output: { RoleDetailList: details.RoleDetailList, IsTruncated: false },
                },
              ],
              'IAM.ListAccessKeys': [
                {
                  input: { UserName: 'ann' },
                  output: { AccessKeyMetadata: [{ AccessKeyId: 'AKIAX', Status: 'Active' }] },
                },
              ],
            },
          },
        },
      },
    };
    const { facts } = factsFromFiles([{ file: 's', json }]);
    expect((await facts.get({ fact: 'principal', ...here, arn: 'web' })).ok).toBe(true);
    const user = answered(
      await facts.get({ fact: 'principal', ...here, arn: `arn:aws:iam::${account}:user/ann` }),
    );
    expect(user.credentials).toEqual([
      { type: 'access-key', id: 'AKIAX', status: 'Active', path: 'AccessKeyMetadata[0]' },
    ]);
    expect(await facts.get({ fact: 'principal', ...here, arn: 'ghost' })).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('several files', () => {
  const snapshot = (takenAt: string, family: string, extra = {}) => ({
    version: 1,
    takenAt,
    accounts: {
      [account]: {
        regions: {
          'eu-west-1': {
            'ECS.DescribeTaskDefinition': [
              { input: { taskDefinition: 'shop' }, output: { taskDefinition: { family } } },
            ],
            ...extra,
          },
        },
      },
    },
  });
  const ask = { fact: 'task-definition', ...here, name: 'shop' } as const;

  it.each([
    [['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'], 'second'],
    [['2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'], 'first'],
    [['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'], 'second'],
  ])('of %j the %s answers', async ([a = '', b = ''], family) => {
    const files = [
      { file: '1', json: snapshot(a, 'first') },
      { file: '2', json: snapshot(b, 'second') },
    ];
    expect(answered(await factsFromFiles(files).facts.get(ask)).definition).toEqual({ family });
  });

  it('complete each other; a file that cannot be read is a problem, not the end', async () => {
    const files = [
      { file: 'iam', json: details, asOf: '2026-11-24T00:00:00Z' },
      { file: 'ecs', json: snapshot('2026-01-01T00:00:00Z', 'shop') },
      { file: 'bad', json: '{' },
    ];
    const { facts, problems } = factsFromFiles(files);
    expect(problems.map(({ file }) => file)).toEqual(['bad']);
    expect((await facts.get(ask)).ok).toBe(true);
    expect(await facts.get({ fact: 'principal', ...here, arn: 'web' })).toMatchObject({
      asOf: '2026-11-24T00:00:00.000Z',
    });
  });

  it('none is no facts', async () => {
    expect(await factsFromFiles([]).facts.get(ask)).toMatchObject({ code: 'no-facts' });
    expect(apiFromFiles([{ file: 'x', json: 5 }])).toMatchObject({ api: null, problems: [{ file: 'x' }] });
  });

  it('carry image configurations as data URLs', async () => {
    const config = Buffer.from('{"os":"linux","config":{"User":"app"}}');
    const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
    const layer = (url: string) => ({
      'ECR.BatchGetImage': [
        {
          input: { repositoryName: 'shop', imageIds: [{ imageTag: 'v1' }] },
          output: {
            images: [
              {
                imageId: { imageTag: 'v1' },
                imageManifest: JSON.stringify({ config: { digest, size: config.length } }),
              },
            ],
          },
        },
      ],
      'ECR.GetDownloadUrlForLayer': [
        { input: { repositoryName: 'shop', layerDigest: digest }, output: { downloadUrl: url } },
      ],
    });
    const image = {
      fact: 'image-config',
      ...here,
      image: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop:v1`,
    } as const;
    const at = '2026-01-01T00:00:00Z';
    const held = factsFromFiles([{ file: 'a', json: snapshot(at, 'x', layer(dataUrl(config))) }]).facts;
    expect(answered(await held.get(image)).user.value).toBe('app');
    const expired = factsFromFiles([
      { file: 'a', json: snapshot(at, 'x', layer('https://example.com/')) },
    ]).facts;
    expect(await expired.get(image)).toMatchObject({ code: 'not-recorded' });
    expect(await dataUrls.read(dataUrl(config), 3)).toMatchObject({ code: 'failed' });
  });
});
