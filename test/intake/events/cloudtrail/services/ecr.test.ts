// ECR calls as repositories and images.
import { describe, expect, it } from 'vitest';
import { account, call, observe, region, the } from '../../records.ts';

const arn = `arn:aws:ecr:${region}:${account}:repository/shop/web`;
const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
const name = { repositoryName: 'shop/web' };
const digest = `sha256:${'ab'.repeat(32)}`;

describe('repositories', () => {
  it('made without settings have the documented defaults', () => {
    const made = the(
      'repository',
      call('ecr:CreateRepository', { ...name, tags: [{ key: 'team', value: 'shop' }] }),
    );
    expect(made).toMatchObject({
      id: arn,
      identity: arn,
      tags: { team: 'shop' },
      tagMutability: { value: 'MUTABLE' },
      scanOnPush: { value: false },
      policy: { value: null },
    });
    expect(made.policy.unsettled).toBeUndefined();
  });

  it('hold what a call set, the rest from the look-up or unknown', () => {
    const raw = call('ecr:SetRepositoryPolicy', { ...name, policyText: '{}' });
    const blank = the('repository', raw);
    expect(blank).toMatchObject({
      policy: { value: '{}', path: 'requestParameters.policyText' },
      tagMutability: { unsettled: 'no facts' },
    });
    const value = {
      ...the('repository', call('ecr:CreateRepository', name)),
      id: 'other',
      identity: 'other',
    };
    expect(the('repository', raw, { ok: true, asOf: 't', value })).toMatchObject({
      id: arn,
      identity: arn,
      policy: { value: '{}' },
      tagMutability: { value: 'MUTABLE' },
    });
  });

  it('keep the exclusion filters of tag immutability', () => {
    const filters = {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: '*' }, 7],
    };
    expect(the('repository', call('ecr:PutImageTagMutability', { ...name, ...filters }))).toMatchObject({
      tagMutability: { value: 'IMMUTABLE_WITH_EXCLUSION' },
      mutabilityExclusions: { value: ['*'] },
    });
  });

  it('of another account are that account’s', () => {
    const raw = call('ecr:PutImageScanningConfiguration', {
      ...name,
      registryId: '999988887777',
      imageScanningConfiguration: { scanOnPush: true },
    });
    expect(the('repository', raw)).toMatchObject({ account: '999988887777', scanOnPush: { value: true } });
  });

  it('lose their policy, and end', () => {
    expect(the('repository', call('ecr:DeleteRepositoryPolicy', name)).policy).toEqual({
      value: null,
      path: 'policyText',
    });
    expect(observe(call('ecr:DeleteRepository', name)).gone).toMatchObject([{ identity: arn }]);
    expect(observe(call('ecr:DeleteRepository', null)).gone).toEqual([]);
  });

  it('are unknown where CloudTrail left the request out', () => {
    const lost = the('repository', call('ecr:SetRepositoryPolicy', null));
    expect(lost.policy.unsettled).toContain('left the request out');
    const answered = the(
      'repository',
      call('ecr:SetRepositoryPolicy', null, { responseElements: { ...name, policyText: '{"a":1}' } }),
    );
    expect(answered).toMatchObject({ id: arn, policy: { value: '{"a":1}' } });
  });
});

describe('the registry', () => {
  it('has a policy of its own', () => {
    expect(the('repository', call('ecr:PutRegistryPolicy', { policyText: '{}' }))).toMatchObject({
      registry: true,
      policy: { value: '{}' },
      identity: `arn:aws:ecr:${region}:${account}:registry`,
    });
    expect(the('repository', call('ecr:DeleteRegistryPolicy', null)).policy.value).toBeNull();
    expect(the('repository', call('ecr:PutRegistryPolicy', null)).policy.unsettled).toBeDefined();
  });
});

describe('images', () => {
  it('are kept on their digest and seen under their tags', () => {
    const raw = call(
      'ecr:PutImage',
      { ...name, imageTag: '1.4', imageManifest: '{}' },
      { responseElements: { image: { ...name, imageId: { imageDigest: digest } } } },
    );
    expect(the('image', raw)).toMatchObject({
      id: `${host}/shop/web:1.4@${digest}`,
      identity: `${host}/shop/web@${digest}`,
      reference: `${host}/shop/web:1.4@${digest}`,
      running: false,
    });
  });

  it('a signature stands for the image it signs', () => {
    const raw = call('ecr:PutImage', { ...name, imageTag: `sha256-${'ab'.repeat(32)}.sig` });
    expect(the('image', raw)).toMatchObject({ identity: `${host}/shop/web@${digest}`, tag: null, digest });
  });

  it('pushed without name, tag or digest are the call alone', () => {
    expect(observe(call('ecr:PutImage', null)).subjects).toHaveLength(1);
    expect(observe(call('ecr:PutImage', name)).subjects).toHaveLength(1);
  });

  it('deleted by tag lose that reference, by digest all', () => {
    const raw = call('ecr:BatchDeleteImage', {
      ...name,
      imageIds: [{ imageDigest: digest }, { imageTag: '1', imageDigest: digest }, {}],
    });
    expect(observe(raw).gone).toMatchObject([
      { identity: `${host}/shop/web@${digest}`, instance: null },
      { identity: `${host}/shop/web@${digest}`, instance: `${host}/shop/web:1@${digest}` },
    ]);
    expect(observe(call('ecr:BatchDeleteImage', null)).gone).toEqual([]);
  });
});
