// Settings of the platform, planned without one: registries, images, rules, hosts, clusters, the watch itself.
import { nameOf, parseArn } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { repositoryNamed } from '../../platform/repository-name.ts';
import { foundStrings, none, one, type Plan, touched } from './plan.ts';

export function restoreRepositoryPolicy(finding: Finding): Plan {
  const { id } = finding.subject;
  if (id === 'registry' || id.endsWith(':registry'))
    return one('restore the former policy of the registry', 'ecr', 'PutRegistryPolicy', { policyText: null });
  const parameters = { ...repositoryNamed(finding), policyText: null };
  return one('restore the former repository policy', 'ecr', 'SetRepositoryPolicy', parameters);
}

export function setTagImmutability(finding: Finding): Plan {
  const parameters = { ...repositoryNamed(finding), imageTagMutability: 'IMMUTABLE' };
  return one('make the tags immutable', 'ecr', 'PutImageTagMutability', parameters);
}

export function enableScanOnPush(finding: Finding): Plan {
  const parameters = { ...repositoryNamed(finding), imageScanningConfiguration: { scanOnPush: true } };
  return one('scan images when they are pushed', 'ecr', 'PutImageScanningConfiguration', parameters);
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/shop/web@sha256:…` */
export function quarantineImage({ subject }: Finding): Plan {
  const [reference = '', digest = null] = subject.id.split('@');
  const repositoryName = reference.slice(reference.indexOf('/') + 1);
  const image = { registryId: subject.account, repositoryName, imageId: { imageDigest: digest } };
  return one('archive the image', 'ecr', 'UpdateImageStorageClass', {
    ...image,
    targetStorageClass: 'ARCHIVE',
  });
}

export function revokeIngress(finding: Finding): Plan {
  const group = finding.subject.kind === 'network' ? nameOf(finding.subject.id) : null;
  const parameters = { GroupId: group, SecurityGroupRuleIds: null };
  return one('revoke the rule that was added', 'ec2', 'RevokeSecurityGroupIngress', parameters);
}

export function requireImdsv2(finding: Finding): Plan {
  const host = nameOf(finding.subject.id);
  const parameters = { InstanceId: host.startsWith('i-') ? host : null, HttpTokens: 'required' };
  return one(
    'demand session tokens of the metadata service',
    'ec2',
    'ModifyInstanceMetadataOptions',
    parameters,
  );
}

export function drainHost({ cluster }: Finding): Plan {
  const parameters = { cluster, containerInstances: null, status: 'DRAINING' };
  return one('drain the host', 'ecs', 'UpdateContainerInstancesState', parameters);
}

export function restrictEndpoint({ subject }: Finding): Plan {
  const parameters = { name: nameOf(subject.id), resourcesVpcConfig: null };
  return one('close the endpoint to the world', 'eks', 'UpdateClusterConfig', parameters);
}

export function enableLogging({ subject }: Finding): Plan {
  const name = nameOf(subject.id);
  return subject.platform === 'eks'
    ? one('switch the missing logs on', 'eks', 'UpdateClusterConfig', { name, logging: null })
    : one('switch the missing logs on', 'ecs', 'UpdateCluster', { cluster: name, settings: null });
}

export function applyDefaultDeny({ cluster, namespace }: Finding): Plan {
  const parameters = { cluster, namespace, body: null };
  const words = 'give the namespace a policy that denies by default';
  return one(words, 'kubernetes', 'createNetworkingV1NamespacedNetworkPolicy', parameters);
}

/** A stopped trail is the same breach as a disabled rule. */
export function reEnableRule(finding: Finding): Plan {
  if (finding.subject.name.startsWith('cloudtrail:')) return restartTrail(finding);
  const rule = touched(finding);
  const [kind, ...parts] = parseArn(rule)?.resource.split('/') ?? [];
  if (kind !== 'rule') return none('only rules can be enabled again: deploy the pipeline anew');
  const bus = parts.length === 2 ? (parts[0] ?? 'default') : 'default';
  return one('enable the rule again', 'events', 'EnableRule', { Name: nameOf(rule), EventBusName: bus });
}

export function restartTrail(finding: Finding): Plan {
  const [found = null] = foundStrings(finding);
  const trail = touched(finding);
  const Name = trail.includes(':trail/') ? trail : found;
  return one('start the trail again', 'cloudtrail', 'StartLogging', { Name });
}
