// restore-repository-policy, revoke-ingress, require-imdsv2, re-enable-rule: put a setting of the platform right again.
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { call, foundStrings, type Plan } from './plan.ts';

export function restoreRepositoryPolicy(finding: Finding): Plan {
  const { id, account } = finding.subject;
  const repositoryName = id.includes(':repository/')
    ? id.slice(id.indexOf(':repository/') + ':repository/'.length)
    : id;
  const parameters = { registryId: account, repositoryName, policyText: null };
  return {
    words: 'restore the former repository policy',
    calls: [call('ecr', 'SetRepositoryPolicy', parameters)],
  };
}

export function revokeIngress(finding: Finding): Plan {
  const parameters = { GroupId: nameOf(finding.subject.id), SecurityGroupRuleIds: null };
  return {
    words: 'revoke the rule that was added',
    calls: [call('ec2', 'RevokeSecurityGroupIngress', parameters)],
  };
}

export function requireImdsv2(finding: Finding): Plan {
  const parameters = { InstanceId: nameOf(finding.subject.id), HttpTokens: 'required' };
  return {
    words: 'demand session tokens of the metadata service',
    calls: [call('ec2', 'ModifyInstanceMetadataOptions', parameters)],
  };
}

/** The evidence names the trail or the pipeline's resource. */
export function reEnableRule(finding: Finding): Plan {
  const [name] = foundStrings(finding);
  const trail = finding.evidence.some(
    ({ message }) => message.includes('the recording of') || message.includes('deleted'),
  );
  if (trail)
    return {
      words: 'start the trail again',
      calls: [call('cloudtrail', 'StartLogging', { Name: name ?? null })],
    };
  return { words: 'enable the rule again', calls: [call('events', 'EnableRule', { Name: name ?? null })] };
}
