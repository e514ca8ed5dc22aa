// Repositories of the public gallery in templates, plans and as AWS describes them, and private ones that look like them.
import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const resource = (Type: string, Properties: JsonObject): Json => ({
  Resources: { Web: { Type, Properties } },
});
const planned = (type: string, values: JsonObject): Json => ({
  ...{ format_version: '1.2', terraform_version: '1.14.0' },
  planned_values: {
    root_module: { resources: [{ address: `${type}.web`, mode: 'managed', type, name: 'web', values }] },
  },
});
const described = (service: string): Json => ({
  repositories: [
    {
      ...{ repositoryArn: `arn:aws:${service}::111122223333:repository/web`, registryId: '111122223333' },
      ...{ repositoryName: 'web', repositoryUri: 'public.ecr.aws/a1b2c3d4/web' },
    },
  ],
});
const open = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] };

const isPublic = 'control-plane/registry-not-public';
const tags = 'image-provenance/immutable-tags';
const scans = 'image-provenance/scan-on-push';

it.each<[control: string, expected: readonly string[], says: string, given: Json]>([
  [isPublic, ['fail'], 'a template', resource('AWS::ECR::PublicRepository', { RepositoryName: 'web' })],
  [isPublic, ['fail'], 'a template without a name', resource('AWS::ECR::PublicRepository', {})],
  [isPublic, ['fail'], 'a plan', planned('aws_ecrpublic_repository', { repository_name: 'web' })],
  [isPublic, ['fail'], 'an answer', described('ecr-public')],
  [
    isPublic,
    ['fail'],
    'a private one open to all',
    resource('AWS::ECR::Repository', { RepositoryName: 'web', RepositoryPolicyText: open }),
  ],
  [isPublic, ['pass'], 'a private one', resource('AWS::ECR::Repository', { RepositoryName: 'public' })],
  [isPublic, ['pass'], 'a private one of a plan', planned('aws_ecr_repository', { name: 'ecr-public' })],
  [isPublic, ['unknown'], 'a private one, described without its policy', described('ecr')],
  [tags, ['not-applicable'], 'a template', resource('AWS::ECR::PublicRepository', { RepositoryName: 'web' })],
  [
    scans,
    ['not-applicable'],
    'a template',
    resource('AWS::ECR::PublicRepository', { RepositoryName: 'web' }),
  ],
])('%s is %s for %s', async (control, expected, _, given) => {
  const found = await judgedFiles({ 'given.json': given });
  expect(found(control).map(({ outcome }) => outcome)).toEqual(expected);
});
