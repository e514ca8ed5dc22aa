// The facts `network-policies` and `exposures`: what a Kubernetes namespace holds around its pods.
// SPDX-License-Identifier: Apache-2.0
import { exposuresOf } from '../../intake/documents/exposure.ts';
import { networkPolicy } from '../../intake/documents/network-policy.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject } from '../../model/json.ts';
import type { Network, NetworkExposure, NetworkFound } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { type Reader, reading, whereOf } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Network policies of a Kubernetes namespace. */
    'network-policies': {
      ask: FactPlace & { cluster: string | null; namespace: string };
      value: NetworkFound<Network>;
    };
    /** Services and Ingresses of a Kubernetes namespace that make load balancers. */
    exposures: {
      ask: FactPlace & { cluster: string | null; namespace: string };
      value: NetworkFound<NetworkExposure>;
    };
  }
}

type Ask = FactRequestOf<'network-policies'> | FactRequestOf<'exposures'>;

/** They come from a snapshot that holds `Kubernetes.ListNetworkPolicies` of the cluster; AWS itself has no call that lists them. */
function readNetworkPolicies(
  ask: FactRequestOf<'network-policies'>,
  api: AwsApi,
): Promise<FactAnswer<'network-policies'>> {
  return reading(api, ask, async (reader) => {
    const objects = await inNamespace(reader, 'ListNetworkPolicies', ask);
    const where = { ...whereOf(ask), cluster: ask.cluster };
    return { items: objects.map((object) => networkPolicy(object, where)), complete: true };
  });
}

/** The same of `Kubernetes.ListServices`, and of `Kubernetes.ListIngresses`: without these there may be more. */
function readExposures(ask: FactRequestOf<'exposures'>, api: AwsApi): Promise<FactAnswer<'exposures'>> {
  return reading(api, ask, async (reader) => {
    const services = await inNamespace(reader, 'ListServices', ask);
    const ingresses = await reader.part(() => inNamespace(reader, 'ListIngresses', ask));
    return {
      items: exposuresOf(services, ingresses.ok ? ingresses.value : []),
      complete: ingresses.ok,
    };
  });
}

async function inNamespace(
  reader: Reader,
  operation: string,
  { cluster, namespace }: Ask,
): Promise<readonly JsonObject[]> {
  const { items } = await reader.get('kubernetes', operation, cluster === null ? {} : { cluster });
  return objectsOf(items).filter((object) => dig(object, 'metadata', 'namespace') === namespace);
}

export const networkPoliciesFact = defineFact({
  fact: 'network-policies',
  read: (ask, { api }) => readNetworkPolicies(ask, api),
});

export const exposuresFact = defineFact({
  fact: 'exposures',
  read: (ask, { api }) => readExposures(ask, api),
});
