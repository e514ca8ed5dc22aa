// The cluster of the examples as a look-up would find it.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { Cluster } from '../../model/platform.ts';
import { fact, type KnownFact } from './example.ts';

const account = '111122223333';
const region = 'eu-central-1';
const id = `arn:aws:eks:${region}:${account}:cluster/shop`;

/** An EKS cluster in order, with `change` laid over it. */
export function eksCluster(change: Partial<Cluster> = {}): KnownFact {
  const cluster: Cluster = {
    ...{ kind: 'cluster', platform: 'eks', id, name: 'shop', identity: id, account, region },
    ...{ cluster: 'shop', namespace: null, tags: {} },
    version: at('1.34', 'version'),
    publicEndpoint: at(false, 'resourcesVpcConfig.endpointPublicAccess'),
    publicCidrs: at([], 'resourcesVpcConfig.publicAccessCidrs'),
    logTypes: at(['audit', 'authenticator'], 'logging.clusterLogging'),
    encryptionKeys: at([], 'encryptionConfig'),
    containerInsights: at(null, 'settings'),
    execLogging: at(null, 'configuration.executeCommandConfiguration.logging'),
    adminEntries: at([], 'accessEntries'),
    ...change,
  };
  return fact({ fact: 'cluster', account, region, platform: 'eks', name: 'shop' }, cluster);
}
