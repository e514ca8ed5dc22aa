// EC2 calls as networks and hosts, in the forms CloudTrail writes them.
import { describe, expect, it } from 'vitest';
import { account, call, callIn, noFacts, observe, region, subjects, the } from '../../records.ts';

const group = `arn:aws:ec2:${region}:${account}:security-group/sg-1`;
const host = `arn:aws:ec2:${region}:${account}:instance/i-0abc`;
const ingress = (parameters: unknown, response: unknown = null) =>
  the(
    'network',
    call('ec2:AuthorizeSecurityGroupIngress', parameters, { responseElements: response as null }),
  ).ingress;

describe('ingress', () => {
  it('flat', () => {
    expect(
      ingress({
        groupId: 'sg-1',
        cidrIp: '0.0.0.0/0',
        fromPort: 22,
        toPort: 22,
        ipProtocol: 'tcp',
        ipPermissions: {},
      }).value,
    ).toEqual([
      {
        path: 'requestParameters',
        protocol: 'tcp',
        fromPort: 22,
        toPort: 22,
        cidr: '0.0.0.0/0',
        group: null,
      },
    ]);
  });

  it('nested, with IPv6, prefix lists and groups', () => {
    const permission = {
      ipProtocol: '-1',
      fromPort: -1,
      toPort: -1,
      ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] },
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
      prefixListIds: { items: [{ prefixListId: 'pl-1' }] },
      groups: { items: [{ groupId: 'sg-2' }] },
    };
    const rules = ingress({ groupId: 'sg-1', ipPermissions: { items: [permission] } }).value;
    expect(rules.map((rule) => rule.cidr ?? rule.group)).toEqual(['10.0.0.0/8', '::/0', 'pl-1', 'sg-2']);
    expect(rules[1]).toEqual({
      path: 'requestParameters.ipPermissions.items[0].ipv6Ranges.items[0]',
      protocol: '-1',
      fromPort: null,
      toPort: null,
      cidr: '::/0',
      group: null,
    });
  });

  it('from the answer first, egress left out', () => {
    const items = [
      {
        cidrIpv4: '0.0.0.0/0',
        fromPort: 22,
        toPort: 22,
        ipProtocol: 'tcp',
        isEgress: false,
        groupId: 'sg-1',
      },
      { cidrIpv4: '0.0.0.0/0', isEgress: true },
      { referencedGroupInfo: { groupId: 'sg-9' }, ipProtocol: 'tcp' },
    ];
    const rules = ingress(null, { securityGroupRuleSet: { items } }).value;
    expect(rules.map((rule) => rule.cidr ?? rule.group)).toEqual(['0.0.0.0/0', 'sg-9']);
  });

  it('unknown where CloudTrail left it out', () => {
    expect(ingress(null)).toMatchObject({ value: [], unsettled: 'CloudTrail left the rules out' });
  });

  it('modified by rule id can be told only from the rules in force', () => {
    const update = {
      SecurityGroupRuleId: 'sgr-1',
      SecurityGroupRule: { CidrIpv4: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      tag: 1,
    };
    const raw = call('ec2:ModifySecurityGroupRules', {
      ModifySecurityGroupRulesRequest: { GroupId: 'sg-1', SecurityGroupRule: update },
    });
    expect(the('network', raw)).toMatchObject({
      id: group,
      ingress: { value: [{ cidr: '0.0.0.0/0', fromPort: 22 }], unsettled: expect.any(String) },
    });
    const value = the(
      'network',
      call('ec2:CreateSecurityGroup', { groupName: 'g' }, { responseElements: { groupId: 'sg-7' } }),
    );
    expect(the('network', raw, { ok: true, asOf: 't', value })).toMatchObject({
      id: group,
      ingress: { value: [] },
    });
    expect(the('network', call('ec2:ModifySecurityGroupRules', null)).ingress.unsettled).toBeDefined();
  });

  it('revoked makes the group be looked at again; deleted ends it', () => {
    const revoked = observe(call('ec2:RevokeSecurityGroupIngress', { groupId: 'sg-1' }));
    expect(revoked.pending).toMatchObject([{ request: { fact: 'security-group', groupId: 'sg-1' } }]);
    expect(subjects(revoked, noFacts)).toHaveLength(1);
    expect(observe(call('ec2:RevokeSecurityGroupIngress', null)).pending).toEqual([]);
    expect(observe(call('ec2:DeleteSecurityGroup', { groupId: 'sg-1' })).gone).toMatchObject([
      { identity: group },
    ]);
  });
});

describe('hosts', () => {
  it('launched hold what the answer shows', () => {
    const instance = {
      instanceId: 'i-0abc',
      imageId: 'ami-1',
      keyName: 'k',
      metadataOptions: { httpTokens: 'optional', httpPutResponseHopLimit: 2 },
      iamInstanceProfile: { arn: 'arn:p' },
      ipAddress: '203.0.113.9',
    };
    const raw = call(
      'ec2:RunInstances',
      { instancesSet: { items: [{ imageId: 'ami-1' }] } },
      { responseElements: { instancesSet: { items: [instance, {}] } } },
    );
    expect(the('host', raw)).toMatchObject({
      id: host,
      httpTokens: { value: 'optional' },
      hopLimit: { value: 2 },
      imageId: { value: 'ami-1' },
      keyName: { value: 'k' },
      instanceProfile: { value: 'arn:p' },
      publicAddress: { value: '203.0.113.9' },
      agentConnected: { unsettled: 'no facts' },
    });
    expect(the('host', call('ec2:RunInstances', null)).imageId.unsettled).toBeDefined();
  });

  it('have their metadata options changed in either form', () => {
    const wrapped = call('ec2:ModifyInstanceMetadataOptions', {
      ModifyInstanceMetadataOptionsRequest: {
        InstanceId: 'i-0abc',
        HttpTokens: 'optional',
        HttpEndpoint: 'enabled',
      },
    });
    const plain = call('ec2:ModifyInstanceMetadataOptions', {
      instanceId: 'i-0abc',
      httpTokens: 'optional',
      httpEndpoint: 'enabled',
    });
    for (const raw of [wrapped, plain])
      expect(the('host', raw)).toMatchObject({
        id: host,
        httpTokens: { value: 'optional' },
        httpEndpoint: { value: 'enabled' },
      });
    expect(callIn(wrapped).target).toBe(host);
    const inWrapped = 'requestParameters.ModifyInstanceMetadataOptionsRequest';
    expect(the('host', wrapped).httpTokens.path).toBe(`${inWrapped}.HttpTokens`);
    expect(the('host', wrapped).httpEndpoint.path).toBe(`${inWrapped}.HttpEndpoint`);
    expect(the('host', plain).httpTokens.path).toBe('requestParameters.httpTokens');
  });

  it('have another profile', () => {
    const raw = call(
      'ec2:ReplaceIamInstanceProfileAssociation',
      {
        ReplaceIamInstanceProfileAssociationRequest: {
          AssociationId: 'a',
          IamInstanceProfile: { Name: 'admin' },
        },
      },
      {
        responseElements: {
          ReplaceIamInstanceProfileAssociationResponse: {
            iamInstanceProfileAssociation: { instanceId: 'i-0abc' },
          },
        },
      },
    );
    expect(the('host', raw)).toMatchObject({ id: host, instanceProfile: { value: 'admin' } });
    expect(the('host', call('ec2:ModifyInstanceAttribute', null)).imageId.unsettled).toContain(
      'left the instance out',
    );
    expect(observe(call('ec2:DisassociateIamInstanceProfile', { associationId: 'a' })).pending).toEqual([]);
  });

  it('end', () => {
    const raw = call('ec2:TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-0abc' }] } });
    expect(observe(raw).gone).toMatchObject([{ identity: host }]);
  });
});
