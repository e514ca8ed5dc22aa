// EKS calls as clusters.
import { describe, expect, it } from 'vitest';
import { account, call, callIn, observe, region, the } from '../../records.ts';

const arn = `arn:aws:eks:${region}:${account}:cluster/pay`;
const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
const kim = `arn:aws:iam::${account}:role/kim`;

describe('settings', () => {
  it('left unsaid at creation are the documented defaults', () => {
    expect(
      the(
        'cluster',
        call('eks:CreateCluster', { name: 'pay' }, { responseElements: { cluster: { version: '1.34' } } }),
      ),
    ).toMatchObject({
      id: arn,
      cluster: 'pay',
      version: { value: '1.34' },
      publicEndpoint: { value: true },
      publicCidrs: { value: ['0.0.0.0/0'] },
      logTypes: { value: [] },
      encryptionKeys: { value: [] },
    });
    expect(the('cluster', call('eks:CreateCluster', { clusterName: 'pay' })).id).toBe(arn);
  });

  it('changed are only those the call names', () => {
    const logging = {
      clusterLogging: [
        { types: ['api', 'audit'], enabled: true },
        { types: ['scheduler'], enabled: false },
      ],
    };
    const changed = the('cluster', call('eks:UpdateClusterConfig', { name: 'pay', logging }));
    expect(changed.logTypes).toEqual({ value: ['api', 'audit'], path: 'logging.clusterLogging' });
    expect(changed.publicEndpoint.unsettled).toBe('no facts');
    const opened = { resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } };
    expect(the('cluster', call('eks:UpdateClusterConfig', { name: 'pay', ...opened }))).toMatchObject({
      publicEndpoint: { value: true },
      publicCidrs: { value: ['0.0.0.0/0'] },
    });
    expect(
      the('cluster', call('eks:UpdateClusterVersion', { name: 'pay', version: '1.35' })).version.value,
    ).toBe('1.35');
    const encryptionConfig = [{ provider: { keyArn: 'arn:aws:kms:x' } }];
    expect(
      the('cluster', call('eks:AssociateEncryptionConfig', { name: 'pay', encryptionConfig })).encryptionKeys
        .value,
    ).toEqual(['arn:aws:kms:x']);
  });

  it('are unknown where CloudTrail left the request out', () => {
    expect(the('cluster', call('eks:UpdateClusterConfig', null)).publicEndpoint.unsettled).toContain(
      'left the request out',
    );
  });

  it('end with the cluster', () => {
    expect(observe(call('eks:DeleteCluster', { name: 'pay' })).gone).toMatchObject([{ identity: arn }]);
  });
});

describe('administrators', () => {
  const associate = (principalArn: string, type = 'cluster', policyArn = admin) =>
    call('eks:AssociateAccessPolicy', { name: 'pay', principalArn, policyArn, accessScope: { type } });

  it('come URL-encoded in AssociateAccessPolicy', () => {
    const raw = associate(encodeURIComponent(kim));
    expect(the('cluster', raw).adminEntries.value).toEqual([
      { principal: kim, through: 'access-entry', grant: admin, path: 'requestParameters.policyArn' },
    ]);
    expect(callIn(raw).target).toBe(`${arn} ${kim}`);
    expect(the('cluster', associate('%E0%A4%A')).adminEntries.value).toMatchObject([
      { principal: '%E0%A4%A' },
    ]);
  });

  it('stand beside those the cluster has', () => {
    const value = the('cluster', associate('arn:aws:iam::1:role/other'));
    const whole = the('cluster', associate(kim), { ok: true, asOf: 't', value });
    expect(whole.adminEntries.value.map((entry) => entry.principal)).toEqual([
      kim,
      'arn:aws:iam::1:role/other',
    ]);
  });

  it('are not those of one namespace, nor readers', () => {
    expect(the('cluster', associate(kim, 'namespace')).adminEntries.value).toEqual([]);
    expect(
      the('cluster', associate(kim, 'cluster', admin.replace('ClusterAdmin', 'View'))).adminEntries.value,
    ).toEqual([]);
  });

  it('are entries in system:masters', () => {
    const entry = (kubernetesGroups: string[]) =>
      the('cluster', call('eks:CreateAccessEntry', { name: 'pay', principalArn: kim, kubernetesGroups }))
        .adminEntries.value;
    expect(entry(['system:masters'])).toMatchObject([{ principal: kim, grant: 'system:masters' }]);
    expect(entry(['viewers'])).toEqual([]);
  });
});
