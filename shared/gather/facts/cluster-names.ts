// The fact `cluster-names`: the EKS clusters of an account and Region.
// SPDX-License-Identifier: Apache-2.0
import { defineFact } from '../define-fact.ts';
import { eksClusterNames } from '../eks-clusters.ts';
import { reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The EKS clusters of an account and Region, by name. */
    'cluster-names': { ask: FactPlace; value: readonly string[] };
  }
}

export const clusterNamesFact = defineFact({
  fact: 'cluster-names',
  read: (ask, { api }) => reading(api, ask, eksClusterNames),
});
