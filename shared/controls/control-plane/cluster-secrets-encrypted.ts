// Kubernetes secrets that lie unencrypted in the cluster's store.
// SPDX-License-Identifier: Apache-2.0
import { known } from '../../model/at.ts';
import { defineControl, evidence, fail, noParameters, pass, unknown } from '../../model/control.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** From this version on EKS encrypts all API data by itself (EKS User Guide, "Default envelope encryption for all Kubernetes API data"). */
const encryptedFrom = 28;

export const clusterSecretsEncrypted = defineControl({
  id: 'control-plane/cluster-secrets-encrypted',
  title: 'Kubernetes secrets are encrypted with a KMS key',
  severity: 'low',
  stage: 'stable',
  judges: ['cluster'],
  platforms: ['eks'],
  parameters: noParameters,
  references: { nist: ['4.3.1'], cis: ['CIS EKS 5.3.1'], fsbp: ['EKS.3'], attack: ['T1552.007'] },
  why: 'Kubernetes secrets are only encoded. Envelope encryption with your own key also controls who can read them.',
  fix: 'Associate an encryption configuration with a KMS key (`aws eks associate-encryption-config`), or bring the cluster to 1.28 or later.',
  allows: [
    'Kubernetes 1.28 and later without a key of your own, under the profile baseline: EKS encrypts by default',
  ],
  response: null,
  judge: ({ version, encryptionKeys, name }, { strict }) => {
    if ((known(encryptionKeys)?.length ?? 0) > 0) return pass;
    const minor = /^1\.(\d+)/.exec(version.value ?? '')?.[1];
    if (minor === undefined) return unknown('the Kubernetes version of the cluster is not known');
    const byDefault = Number(minor) >= encryptedFrom;
    if (byDefault && !strict) return pass;
    if (encryptionKeys.value === null) return unknown('the encryption of the cluster is not known');
    const what = byDefault
      ? 'no key of its owner’s encrypts the secrets of'
      : 'nothing encrypts the secrets of';
    return fail([evidence(encryptionKeys.path, [], null, `${what} ${name}`)]);
  },
});

const shop = (version: string, keys: string[]) => ({
  cluster: {
    name: 'shop',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop',
    version,
    resourcesVpcConfig: { endpointPublicAccess: false },
    logging: { clusterLogging: [{ types: ['audit', 'authenticator'], enabled: true }] },
    encryptionConfig: keys.map((keyArn) => ({ resources: ['secrets'], provider: { keyArn } })),
  },
});

const key = 'arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-123456789012';
const restricted = { version: 1, profile: 'restricted' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an old cluster without a key',
      given: shop('1.27', []),
      at: 'encryptionConfig',
      alsoFails: ['control-plane/cluster-version-supported'],
    },
    {
      says: 'no key of one’s own, under restricted',
      given: shop('1.35', []),
      policy: restricted,
      at: 'encryptionConfig',
    },
  ],
  passes: [
    { says: 'encrypted by default', given: shop('1.35', []) },
    { says: 'a key of one’s own', given: shop('1.35', [key]), policy: restricted },
  ],
  unknown: [
    {
      says: 'a change of something else',
      given: cloudTrail('eks', 'UpdateClusterConfig', {
        requestParameters: { name: 'shop', resourcesVpcConfig: { endpointPublicAccess: false } },
      }),
    },
  ],
});
