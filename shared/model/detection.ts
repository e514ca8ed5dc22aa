// What watches an account's containers and images in one Region, as far as it is switched on.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from './glob.ts';

/** GuardDuty (API reference, DetectorFeatureConfigurationResult and DetectorAdditionalConfigurationResult). */
export interface Detectors {
  /** Names of the features that are enabled; none where there is no detector, or it is disabled. */
  readonly features: readonly string[];
  /** Names of the additional configurations of RUNTIME_MONITORING that are enabled: whose agent GuardDuty manages. */
  readonly agents: readonly string[];
}

/** The scanning configuration of a registry (Amazon ECR API Reference, RegistryScanningConfiguration). */
export interface RegistryScanning {
  readonly type: string;
  readonly rules: readonly { readonly frequency: string; readonly filters: readonly string[] }[];
}

/** Whether the registry scans images that are pushed to the repository. */
export function isScanned({ rules }: RegistryScanning, repository: string): boolean {
  return rules.some(
    ({ frequency, filters }) =>
      frequency !== 'MANUAL' && filters.some((filter) => isMeant(filter, repository)),
  );
}

/** A filter without a star means every name that contains it (Amazon ECR User Guide, "Filters to choose which repositories are scanned"). */
function isMeant(filter: string, repository: string): boolean {
  return filter.includes('*') ? globMatches(filter, repository) : repository.includes(filter);
}
