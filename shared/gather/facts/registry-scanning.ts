// The fact `registry-scanning`: which repositories of a registry are scanned, by its own configuration.
// SPDX-License-Identifier: Apache-2.0
import { scanningOf } from '../../intake/documents/registry-parts.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { objectOf } from '../../model/json.ts';
import type { AwsApi } from '../api.ts';
import { reading } from '../reading.ts';

/** GetRegistryScanningConfiguration. A registry in which nobody set anything answers with basic scanning and no rules. */
export function readRegistryScanning(
  ask: FactRequestOf<'registry-scanning'>,
  api: AwsApi,
): Promise<FactAnswer<'registry-scanning'>> {
  return reading(api, ask, async (reader) => {
    const { scanningConfiguration } = await reader.get('ecr', 'GetRegistryScanningConfiguration', {});
    return scanningOf(objectOf(scanningConfiguration)).rules.value;
  });
}
