// Examples of detectors-on.
// SPDX-License-Identifier: Apache-2.0
import type { Detectors } from '../../model/detection.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Examples, fact } from '../examples/example.ts';

const [account, region] = ['111122223333', 'eu-central-1'];

const eks: JsonObject = {
  cluster: {
    ...{ name: 'shop', arn: `arn:aws:eks:${region}:${account}:cluster/shop`, version: '1.35' },
    resourcesVpcConfig: { endpointPublicAccess: false },
    logging: { clusterLogging: [{ types: ['audit', 'authenticator'], enabled: true }] },
    encryptionConfig: [
      { resources: ['secrets'], provider: { keyArn: `arn:aws:kms:${region}:${account}:key/1` } },
    ],
  },
};
const ecs: JsonObject = {
  ...{ clusterName: 'shop', clusterArn: `arn:aws:ecs:${region}:${account}:cluster/shop`, status: 'ACTIVE' },
  settings: [{ name: 'containerInsights', value: 'enabled' }],
};

const watched = (features: readonly string[], agents: readonly string[] = []) => {
  const value: Detectors = { features, agents };
  return [fact({ fact: 'detectors', account, region }, value)];
};

const registry = (scanType: string, rules: readonly JsonObject[]): JsonObject => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    Scanning: {
      Type: 'AWS::ECR::RegistryScanningConfiguration',
      Properties: { ScanType: scanType, Rules: [...rules] },
    },
  },
});
const every: JsonObject = { RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] };

export const examples = (): Examples => ({
  fails: [
    { says: 'no detector in the Region', given: ecs, facts: watched([]), at: '' },
    {
      says: 'a detector that reads logs alone',
      given: ecs,
      facts: watched(['CLOUD_TRAIL', 'FLOW_LOGS']),
      at: '',
    },
    { says: 'EKS without its audit log', given: eks, facts: watched(['RUNTIME_MONITORING']), at: '' },
    { says: 'EKS without Runtime Monitoring', given: eks, facts: watched(['EKS_AUDIT_LOGS']), at: '' },
    {
      says: 'ECS with the former feature for EKS',
      given: ecs,
      facts: watched(['EKS_RUNTIME_MONITORING']),
      at: '',
    },
    { says: 'a registry that scans on request', given: registry('BASIC', []), at: 'ScanType' },
    {
      says: 'and says so',
      given: registry('BASIC', [{ ...every, ScanFrequency: 'MANUAL' }]),
      at: 'ScanType',
    },
  ],
  passes: [
    {
      says: 'an ECS cluster with agents on Fargate',
      given: ecs,
      facts: watched(['RUNTIME_MONITORING'], ['ECS_FARGATE_AGENT_MANAGEMENT']),
    },
    {
      says: 'an EKS cluster with the add-on',
      given: eks,
      facts: watched(['EKS_AUDIT_LOGS', 'RUNTIME_MONITORING'], ['EKS_ADDON_MANAGEMENT']),
    },
    {
      says: 'an EKS cluster by the former feature',
      given: eks,
      facts: watched(['EKS_AUDIT_LOGS', 'EKS_RUNTIME_MONITORING'], ['EKS_ADDON_MANAGEMENT']),
    },
    {
      says: 'Inspector scans all the time',
      given: registry('ENHANCED', [{ ...every, ScanFrequency: 'CONTINUOUS_SCAN' }]),
    },
    {
      says: 'basic scanning on push',
      given: registry('BASIC', [{ ...every, ScanFrequency: 'SCAN_ON_PUSH' }]),
    },
  ],
  unknown: [
    { says: 'nobody looked', given: eks },
    { says: 'agents that GuardDuty does not manage', given: ecs, facts: watched(['RUNTIME_MONITORING']) },
  ],
  notApplicable: [
    {
      says: 'a repository, which scan-on-push judges',
      given: {
        ...{ repositoryArn: `arn:aws:ecr:${region}:${account}:repository/shop`, repositoryName: 'shop' },
        ...{ registryId: account, imageTagMutability: 'IMMUTABLE' },
        imageScanningConfiguration: { scanOnPush: true },
      },
    },
  ],
});
