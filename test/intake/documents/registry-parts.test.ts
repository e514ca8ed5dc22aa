// What is set for a registry as a whole, from calls, CloudFormation and Terraform alike: one part each, with its own life.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../../support/judging.ts';
import { account, call, observe, region, the } from '../events/records.ts';

const arn = `arn:aws:ecr:${region}:${account}:registry`;
const foreign = '999988887777';
const policy = {
  version: 1,
  organisation: { accounts: { '111122223333': 'production' } },
  trust: { registries: ['*.dkr.ecr.*.amazonaws.com/*'] },
};
const rules = (registryId: Json) => ({ rules: [{ destinations: [{ region: 'eu-west-1', registryId }] }] });

describe('a call', () => {
  it('sets one part, which is kept by itself', () => {
    const replication = the(
      'repository',
      call('ecr:PutReplicationConfiguration', { replicationConfiguration: rules(foreign) }),
    );
    expect(replication).toMatchObject({
      ...{ id: `${arn}/replication`, registry: true, policy: { value: null } },
      part: { kind: 'replication', destinations: { value: [{ value: foreign }] } },
    });
    const scan = {
      scanType: 'BASIC',
      rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*' }] }],
    };
    expect(the('repository', call('ecr:PutRegistryScanningConfiguration', scan))).toMatchObject({
      identity: `${arn}/scanning`,
      registryScanning: { value: { type: 'BASIC', rules: [{ frequency: 'SCAN_ON_PUSH', filters: ['*'] }] } },
    });
    const rule = { ecrRepositoryPrefix: 'hub', upstreamRegistry: 'docker-hub' };
    expect(the('repository', call('ecr:CreatePullThroughCacheRule', rule))).toMatchObject({
      identity: `${arn}/pull-through-cache/hub`,
      part: { upstream: { value: 'registry-1.docker.io' } },
    });
  });

  it('ends a pull-through cache rule', () => {
    const gone = observe(call('ecr:DeletePullThroughCacheRule', { ecrRepositoryPrefix: 'hub' })).gone;
    expect(gone).toMatchObject([{ identity: `${arn}/pull-through-cache/hub`, account, region }]);
    expect(observe(call('ecr:DeletePullThroughCacheRule', null)).gone).toEqual([]);
    expect(observe(call('ecr:CreatePullThroughCacheRule', {})).subjects).toHaveLength(1);
  });

  it('whose request CloudTrail left out leaves the part unknown', () => {
    for (const name of ['PutReplicationConfiguration', 'PutRegistryScanningConfiguration']) {
      const { part, registryScanning } = the('repository', call(`ecr:${name}`, null));
      expect(JSON.stringify([part, registryScanning])).toContain('left the request out');
    }
  });

  it('on a lifecycle policy is laid over what is known of the repository', () => {
    const name = { repositoryName: 'shop/web' };
    const text = '{"rules":[]}';
    expect(
      the('repository', call('ecr:PutLifecyclePolicy', { ...name, lifecyclePolicyText: text })),
    ).toMatchObject({
      lifecycle: { value: text },
      tagMutability: { unsettled: 'no facts' },
    });
    expect(the('repository', call('ecr:DeleteLifecyclePolicy', name)).lifecycle?.value).toBeNull();
  });
});

async function verdictsOn(document: JsonObject): Promise<readonly Verdict[]> {
  const judged = await Promise.all(observationsOf(document).map((one) => judge(one, judgingWith(policy))));
  return judged.flat();
}

const failsOf = (verdicts: readonly Verdict[]) =>
  verdicts
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ control, evidence }) => [control.split('/')[1], evidence[0]?.path]);

const template = (Type: string, Properties: JsonObject) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: { Account: { Type: 'String' } },
  Resources: { one: { Type, Properties } },
});

describe('CloudFormation', () => {
  it.each<[string, JsonObject, [string, string][]]>([
    [
      'ReplicationConfiguration',
      {
        ReplicationConfiguration: {
          Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: foreign }] }],
        },
      },
      [['registry-not-public', 'replicationConfiguration.rules[0].destinations[0].registryId']],
    ],
    ['RegistryScanningConfiguration', { ScanType: 'BASIC', Rules: [] }, [['detectors-on', 'ScanType']]],
    [
      'RegistryScanningConfiguration',
      {
        ScanType: 'ENHANCED',
        Rules: [
          { ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] },
        ],
      },
      [],
    ],
    [
      'PullThroughCacheRule',
      { EcrRepositoryPrefix: 'quay', UpstreamRegistryUrl: 'quay.io' },
      [['trusted-registry', 'upstreamRegistryUrl']],
    ],
    [
      'PullThroughCacheRule',
      { EcrRepositoryPrefix: 'x', UpstreamRegistryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com' },
      [],
    ],
    [
      'Repository',
      {
        ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        ImageTagMutabilityExclusionFilters: [
          { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: '*' },
        ],
        ImageScanningConfiguration: { ScanOnPush: true },
      },
      [['immutable-tags', 'ImageTagMutabilityExclusionFilters']],
    ],
  ])('AWS::ECR::%s', async (type, properties, fails) => {
    const verdicts = await verdictsOn(template(`AWS::ECR::${type}`, properties));
    expect(failsOf(verdicts)).toEqual(fails);
  });

  it('leaves open what a parameter decides', async () => {
    const open = {
      ReplicationConfiguration: {
        Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: { Ref: 'Account' } }] }],
      },
    };
    const verdicts = await verdictsOn(template('AWS::ECR::ReplicationConfiguration', open));
    expect(verdicts.find(({ control }) => control.endsWith('registry-not-public'))?.outcome).toBe('unknown');
    const lifecycle = {
      ImageTagMutability: 'IMMUTABLE',
      LifecyclePolicy: { LifecyclePolicyText: { Ref: 'Account' } },
    };
    const tags = await verdictsOn(template('AWS::ECR::Repository', lifecycle));
    expect(tags.find(({ control }) => control.endsWith('immutable-tags'))?.outcome).toBe('unknown');
  });
});

const plan = (...resources: readonly [type: string, values: JsonObject][]) => ({
  format_version: '1.2',
  terraform_version: '1.9.0',
  planned_values: {
    root_module: {
      resources: resources.map(([type, values]) => ({
        address: `${type}.one`,
        mode: 'managed',
        type,
        name: 'one',
        values,
      })),
    },
  },
});

it('Terraform', async () => {
  const text = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
        action: { type: 'expire' },
      },
    ],
  });
  const verdicts = await verdictsOn(
    plan(
      [
        'aws_ecr_replication_configuration',
        {
          replication_configuration: [
            { rule: [{ destination: [{ region: 'eu-west-1', registry_id: foreign }] }] },
          ],
        },
      ],
      ['aws_ecr_registry_scanning_configuration', { scan_type: 'BASIC', rule: [] }],
      [
        'aws_ecr_pull_through_cache_rule',
        { ecr_repository_prefix: 'quay', upstream_registry_url: 'quay.io' },
      ],
      [
        'aws_ecr_repository',
        {
          name: 'web',
          image_tag_mutability: 'IMMUTABLE',
          image_scanning_configuration: [{ scan_on_push: true }],
        },
      ],
      ['aws_ecr_lifecycle_policy', { repository: 'web', policy: text }],
    ),
  );
  expect(failsOf(verdicts)).toEqual([
    [
      'registry-not-public',
      'aws_ecr_replication_configuration.one.replication_configuration[0].rule[0].destination[0].registry_id',
    ],
    ['detectors-on', 'aws_ecr_registry_scanning_configuration.one.scan_type'],
    ['trusted-registry', 'aws_ecr_pull_through_cache_rule.one.upstream_registry_url'],
    ['immutable-tags', 'aws_ecr_lifecycle_policy.one.policy.rules[0].selection'],
  ]);
});
