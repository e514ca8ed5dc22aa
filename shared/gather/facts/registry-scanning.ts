// The fact `registry-scanning`: which repositories of a registry are scanned, by its own configuration.
// SPDX-License-Identifier: Apache-2.0
import { scanningOf } from '../../intake/documents/registry-parts.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { objectOf } from '../../model/json.ts';
import type { ScanRule } from '../../model/registry-parts.ts';
import type { AwsApi } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The rules by which a registry scans its repositories. */
    'registry-scanning': { ask: FactPlace; value: readonly ScanRule[] };
  }
}

/** GetRegistryScanningConfiguration. A registry in which nobody set anything answers with basic scanning and no rules. */
function readRegistryScanning(
  ask: FactRequestOf<'registry-scanning'>,
  api: AwsApi,
): Promise<FactAnswer<'registry-scanning'>> {
  return reading(api, ask, async (reader) => {
    const { scanningConfiguration } = await reader.get('ecr', 'GetRegistryScanningConfiguration', {});
    return scanningOf(objectOf(scanningConfiguration)).rules.value;
  });
}

export const registryScanningFact = defineFact({
  fact: 'registry-scanning',
  read: (ask, { api }) => readRegistryScanning(ask, api),
});
