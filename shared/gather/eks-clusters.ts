// The EKS clusters of an account and Region, by name.
// SPDX-License-Identifier: Apache-2.0
import type { Reader } from './reading.ts';

export async function eksClusterNames(reader: Reader): Promise<readonly string[]> {
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'clusters' };
  return (await reader.list('eks', 'ListClusters', {}, paging)).filter((name) => typeof name === 'string');
}
