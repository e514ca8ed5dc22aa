// API servers that the whole internet reaches.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters, pass, unknown } from '../../model/control.ts';
import { isWorldRange } from '../../model/network.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const clusterEndpointPrivate = defineControl({
  id: 'control-plane/cluster-endpoint-private',
  title: 'The API server of a cluster is not open to the internet',
  severity: 'high',
  stage: 'stable',
  judges: ['cluster'],
  platforms: ['eks'],
  parameters: noParameters,
  references: {
    nist: ['4.3.1', '4.3.3'],
    cis: ['CIS EKS 5.4.1', 'CIS EKS 5.4.2'],
    fsbp: ['EKS.1'],
    attack: ['T1133', 'T1190'],
  },
  why: 'A leaked token or a flaw in the API server lets anybody on the internet into the cluster.',
  fix: 'Switch the public endpoint off, or give `publicAccessCidrs` the addresses that need it.',
  allows: ['public endpoints with address ranges of their own', 'private endpoints'],
  response: 'restrict-endpoint',
  judge: ({ publicEndpoint, publicCidrs, name }) => {
    if (publicEndpoint.value === null) return unknown('whether the endpoint is public is not known');
    if (!publicEndpoint.value) return pass;
    // EKS API reference, VpcConfigRequest: without a list the endpoint is open to 0.0.0.0/0.
    const ranges = publicCidrs.value.length === 0 ? ['0.0.0.0/0'] : publicCidrs.value;
    return failIfAny(
      ranges
        .filter(isWorldRange)
        .map((range) =>
          evidence(publicCidrs.path, range, null, `the API server of ${name} answers everybody (${range})`),
        ),
    );
  },
});

const shop = (network: { endpointPublicAccess: boolean; publicAccessCidrs?: string[] }) => ({
  cluster: {
    name: 'shop',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop',
    version: '1.35',
    resourcesVpcConfig: { endpointPrivateAccess: true, ...network },
    logging: { clusterLogging: [{ types: ['api', 'audit', 'authenticator'], enabled: true }] },
    encryptionConfig: [
      { resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1' } },
    ],
  },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a described cluster, open to all',
      given: shop({ endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] }),
      at: 'resourcesVpcConfig.publicAccessCidrs',
    },
    {
      says: 'somebody opens the endpoint',
      given: cloudTrail('eks', 'UpdateClusterConfig', {
        requestParameters: {
          name: 'shop',
          resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24', '::/0'] },
        },
      }),
      at: 'resourcesVpcConfig.publicAccessCidrs',
    },
    {
      says: 'a described cluster without a list of ranges',
      given: shop({ endpointPublicAccess: true, publicAccessCidrs: [] }),
      at: 'resourcesVpcConfig.publicAccessCidrs',
    },
    {
      says: 'all addresses, written at length',
      given: shop({ endpointPublicAccess: true, publicAccessCidrs: [' 0.0.0.0/00 '] }),
      at: 'resourcesVpcConfig.publicAccessCidrs',
    },
  ],
  passes: [
    {
      says: 'a prefix that only ends in zero',
      given: shop({ endpointPublicAccess: true, publicAccessCidrs: ['10.0.0.0/10'] }),
    },
    { says: 'no public endpoint', given: shop({ endpointPublicAccess: false }) },
    {
      says: 'one office',
      given: shop({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] }),
    },
  ],
  unknown: [
    {
      says: 'a change that tells nothing of the ranges',
      given: cloudTrail('eks', 'UpdateClusterConfig', {
        requestParameters: { name: 'shop', resourcesVpcConfig: { endpointPublicAccess: true } },
      }),
    },
  ],
});
