// The facts `detectors` and `registry-scanning`: what watches the containers and images of an account in a Region.
// SPDX-License-Identifier: Apache-2.0
import { detectorsOf, noDetector, scanningOf } from '../../intake/documents/detection.ts';
import type { Detectors, RegistryScanning } from '../../model/detection.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { objectOf } from '../../model/json.ts';
import type { AwsApi } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** What GuardDuty watches in the account and Region. */
    detectors: { ask: FactPlace; value: Detectors };
    /** What the account's registry scans by itself in the Region. */
    'registry-scanning': { ask: FactPlace; value: RegistryScanning };
  }
}

/** ListDetectors and GetDetector: an account has one detector in a Region, or none (GuardDuty API reference, CreateDetector). */
function readDetectors(ask: FactRequestOf<'detectors'>, api: AwsApi): Promise<FactAnswer<'detectors'>> {
  return reading(api, ask, async (reader) => {
    const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'DetectorIds' };
    const [id] = await reader.list('guardduty', 'ListDetectors', {}, paging);
    if (typeof id !== 'string') return noDetector;
    return detectorsOf(await reader.get('guardduty', 'GetDetector', { DetectorId: id }));
  });
}

/** GetRegistryScanningConfiguration: ENHANCED is Amazon Inspector's. */
function readRegistryScanning(
  ask: FactRequestOf<'registry-scanning'>,
  api: AwsApi,
): Promise<FactAnswer<'registry-scanning'>> {
  return reading(api, ask, async (reader) => {
    const output = await reader.get('ecr', 'GetRegistryScanningConfiguration', {});
    const scanning = scanningOf(objectOf(output.scanningConfiguration));
    return scanning ?? giveUp('failed', 'ecr.GetRegistryScanningConfiguration: no scan type in the answer');
  });
}

export const detectorsFact = defineFact({
  fact: 'detectors',
  read: (ask, { api }) => readDetectors(ask, api),
});

export const registryScanningFact = defineFact({
  fact: 'registry-scanning',
  read: (ask, { api }) => readRegistryScanning(ask, api),
});
