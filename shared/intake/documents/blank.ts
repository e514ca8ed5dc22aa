// Subjects of which only the name is known: every value unsettled, for events and documents to lay what they tell over them.
// SPDX-License-Identifier: Apache-2.0

import { type ArnHome, dnsSuffix, regionalArn } from '../../model/arn.ts';
import { unsettled } from '../../model/at.ts';
import type { Cluster, Host, Repository } from '../../model/platform.ts';

export function blankRepository(home: ArnHome, name: string, reason: string): Repository {
  const id = regionalArn(home, 'ecr', `repository/${name}`) ?? name;
  return {
    kind: 'repository',
    platform: 'ecr',
    id,
    name,
    identity: id,
    account: home.account,
    region: home.region,
    cluster: null,
    namespace: null,
    tags: null,
    policy: unsettled(null, 'policyText', reason),
    tagMutability: unsettled(null, 'imageTagMutability', reason),
    mutabilityExclusions: unsettled([], 'imageTagMutabilityExclusionFilters', reason),
    scanOnPush: unsettled(null, 'imageScanningConfiguration.scanOnPush', reason),
    registry: false,
  };
}

export function blankHost(home: ArnHome, instanceId: string, reason: string): Host {
  const id = regionalArn(home, 'ec2', `instance/${instanceId}`) ?? instanceId;
  const open = <T>(path: string) => unsettled<T | null>(null, path, reason);
  return {
    kind: 'host',
    platform: 'ec2',
    id,
    name: instanceId,
    identity: id,
    account: home.account,
    region: home.region,
    cluster: null,
    namespace: null,
    tags: null,
    instanceId,
    containerHost: null,
    httpTokens: open('metadataOptions.httpTokens'),
    httpEndpoint: open('metadataOptions.httpEndpoint'),
    hopLimit: open('metadataOptions.httpPutResponseHopLimit'),
    imageId: open('imageId'),
    keyName: open('keyName'),
    publicAddress: open('publicIpAddress'),
    instanceProfile: open('iamInstanceProfile.arn'),
    agentConnected: open('agentConnected'),
    agentVersion: open('versionInfo.agentVersion'),
    threats: [],
  };
}

export function blankCluster(home: ArnHome, platform: 'ecs' | 'eks', name: string, reason: string): Cluster {
  const id = regionalArn(home, platform, `cluster/${name}`) ?? name;
  return {
    kind: 'cluster',
    platform,
    id,
    name,
    identity: id,
    account: home.account,
    region: home.region,
    cluster: name,
    namespace: null,
    tags: null,
    version: unsettled(null, 'version', reason),
    publicEndpoint: unsettled(null, 'resourcesVpcConfig.endpointPublicAccess', reason),
    publicCidrs: unsettled([], 'resourcesVpcConfig.publicAccessCidrs', reason),
    logTypes: unsettled(null, 'logging.clusterLogging', reason),
    encryptionKeys: unsettled(null, 'encryptionConfig', reason),
    containerInsights: unsettled(null, 'settings', reason),
    execLogging: unsettled(null, 'configuration.executeCommandConfiguration.logging', reason),
    adminEntries: unsettled([], 'accessEntries', reason),
  };
}

/** `111122223333.dkr.ecr.eu-central-1.amazonaws.com`; null where account or region is not known. */
export function registryHost({ account, region }: ArnHome): string | null {
  return account === null || region === null ? null : `${account}.dkr.ecr.${region}.${dnsSuffix(region)}`;
}
