// Repositories and the registry as a whole, line by line: tags, scans, policies, replication, pull-through caches, lifecycle rules.
import { describe, expect, it } from 'vitest';
import { cloudTrail } from '../../shared/controls/examples/events.ts';
import type { Json, JsonObject } from '../../shared/model/json.ts';
import { judge } from '../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';

const [own, partner, foreign] = ['111122223333', '444455556666', '999988887777'];
const policy = {
  version: 1,
  organisation: { accounts: { [own]: 'production', [partner]: 'staging' } },
  trust: { registries: ['*.dkr.ecr.*.amazonaws.com/*', 'public.ecr.aws/docker/library/*'] },
};
const repository = { registryId: own, repositoryName: 'shop/web' };

/** What the control says of the call, with severity where it fails. */
async function outcomeOf(control: string, operation: string, parameters: JsonObject): Promise<string> {
  const [observation] = observationsOf(cloudTrail('ecr', operation, { requestParameters: parameters }));
  if (observation === undefined) throw new Error(`${operation} is not read`);
  const verdicts = await judge(observation, judgingWith(policy));
  const found = verdicts.find((one) => one.control === control);
  return found?.outcome === 'fail' ? `fail ${found.severity}` : (found?.outcome ?? 'none');
}

describe('immutable tags', () => {
  it.each<[string, readonly string[], string]>([
    ['IMMUTABLE', [], 'pass'],
    ['MUTABLE', [], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', ['*'], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', ['**'], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest'], 'pass'],
    ['IMMUTABLE_WITH_EXCLUSION', ['dev-*', 'pr-*'], 'pass'],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest', '*.*.*'], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', ['v*'], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', ['prod*'], 'fail low'],
    ['IMMUTABLE_WITH_EXCLUSION', [], 'pass'],
    ['MUTABLE_WITH_EXCLUSION', [], 'fail low'],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], 'fail low'],
    ['MUTABLE_WITH_EXCLUSION', ['*'], 'pass'],
  ])('%s but for %j: %s', async (imageTagMutability, filters, expected) => {
    const parameters = {
      ...{ ...repository, imageTagMutability },
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
    };
    expect(await outcomeOf('image-provenance/immutable-tags', 'PutImageTagMutability', parameters)).toBe(
      expected,
    );
  });
});

describe('the scanning configuration of the registry', () => {
  const rule = (scanFrequency: string) => ({
    scanFrequency,
    repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }],
  });
  it.each<[string, readonly JsonObject[], string]>([
    ['BASIC', [], 'fail medium'],
    ['ENHANCED', [], 'fail medium'],
    ['BASIC', [rule('MANUAL')], 'fail medium'],
    ['BASIC', [rule('SCAN_ON_PUSH')], 'pass'],
    ['ENHANCED', [rule('SCAN_ON_PUSH')], 'pass'],
    ['ENHANCED', [rule('CONTINUOUS_SCAN')], 'pass'],
  ])('%s with %j: %s', async (scanType, rules, expected) => {
    const parameters = { scanType, rules: [...rules] };
    expect(
      await outcomeOf('resource-usage/detectors-on', 'PutRegistryScanningConfiguration', parameters),
    ).toBe(expected);
  });
});

describe('policies', () => {
  const text = (Principal: Json, Action: readonly string[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'x', Effect: 'Allow', Principal, Action: [...Action], Resource: '*' }],
    });
  const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  const push = ['ecr:CreateRepository', 'ecr:ReplicateImage'];
  const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
  it.each<[string, Json, readonly string[], RegExp]>([
    ['SetRepositoryPolicy', '*', pull, /^fail/],
    ['SetRepositoryPolicy', root(foreign), pull, /^fail/],
    ['SetRepositoryPolicy', root(partner), pull, /^pass/],
    ['SetRepositoryPolicy', root(own), pull, /^pass/],
    ['PutRegistryPolicy', '*', push, /^fail/],
    ['PutRegistryPolicy', root(foreign), push, /^fail/],
    ['PutRegistryPolicy', root(partner), push, /^pass/],
  ])('%s for %j: %s', async (operation, principal, actions, expected) => {
    const parameters = { ...repository, policyText: text(principal, actions) };
    expect(await outcomeOf('control-plane/registry-not-public', operation, parameters)).toMatch(expected);
  });
});

describe('replication', () => {
  it.each<[readonly string[], string]>([
    [[], 'pass'],
    [[own], 'pass'],
    [[partner], 'pass'],
    [[foreign], 'fail high'],
    [[own, foreign], 'fail high'],
  ])('to %j: %s', async (accounts, expected) => {
    const destinations = accounts.map((registryId) => ({ region: 'eu-west-1', registryId }));
    const rules = [{ destinations, repositoryFilters: [] }];
    expect(
      await outcomeOf('control-plane/registry-not-public', 'PutReplicationConfiguration', {
        replicationConfiguration: { rules },
      }),
    ).toBe(expected);
  });
});

describe('a pull-through cache', () => {
  it.each<[JsonObject, RegExp]>([
    [{ upstreamRegistryUrl: 'quay.io' }, /^fail/],
    [{ upstreamRegistryUrl: 'registry-1.docker.io', upstreamRegistry: 'docker-hub' }, /^fail/],
    [{ upstreamRegistryUrl: 'evil.example' }, /^fail/],
    [{ upstreamRegistryUrl: 'public.ecr.aws', upstreamRegistry: 'ecr-public' }, /^pass/],
    [{ upstreamRegistryUrl: `${own}.dkr.ecr.eu-central-1.amazonaws.com`, upstreamRegistry: 'ecr' }, /^pass/],
  ])('of %j: %s', async (upstream, expected) => {
    const parameters = { ecrRepositoryPrefix: 'mirror', ...upstream };
    expect(
      await outcomeOf('image-provenance/trusted-registry', 'CreatePullThroughCacheRule', parameters),
    ).toMatch(expected);
  });
});

describe('a lifecycle rule', () => {
  const days = { countType: 'sinceImagePushed', countUnit: 'days', countNumber: 30 };
  it.each<[string, JsonObject, string]>([
    ['all by age', { tagStatus: 'any', ...days }, 'fail low'],
    ['releases by age', { tagStatus: 'tagged', tagPatternList: ['*.*.*'], ...days }, 'fail low'],
    ['one image kept', { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }, 'fail low'],
    ['ten images kept', { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 }, 'unknown'],
    ['untagged by age', { tagStatus: 'untagged', ...days }, 'unknown'],
    ['development by age', { tagStatus: 'tagged', tagPrefixList: ['dev-'], ...days }, 'unknown'],
  ])('%s: %s, the tags being unknown', async (_, selection, expected) => {
    const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }];
    const parameters = { ...repository, lifecyclePolicyText: JSON.stringify({ rules }) };
    expect(await outcomeOf('image-provenance/immutable-tags', 'PutLifecyclePolicy', parameters)).toBe(
      expected,
    );
  });
});
