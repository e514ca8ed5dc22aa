// GuardDuty's detector and a registry's scanning configuration, as AWS answers with them and as templates write them.
// SPDX-License-Identifier: Apache-2.0
import type { Detectors, RegistryScanning } from '../../model/detection.ts';
import { isObject, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import { camelCased } from './camel.ts';

export const noDetector: Detectors = { features: [], agents: [] };

/** An answer of GetDetector, by the SDK or the command line. */
export function detectorsOf({ Status: status, Features: features }: JsonObject): Detectors {
  if (status !== 'ENABLED') return noDetector;
  const enabled = objectsIn(features).filter(isEnabled);
  return {
    features: namesOf(enabled),
    agents: namesOf(enabled.flatMap((one) => objectsIn(one.AdditionalConfiguration)).filter(isEnabled)),
  };
}

/** AWS::GuardDuty::Detector says `Enable`, where the API has a status. */
export function detectorResource({ Enable: enable, Features: features }: JsonObject): Detectors {
  const isOn = enable === true || enable === 'true';
  return detectorsOf({ Status: isOn ? 'ENABLED' : 'DISABLED', Features: features ?? [] });
}

/** The provider's `aws_guardduty_detector`, and beside it an `aws_guardduty_detector_feature` for each feature. */
export function plannedDetector({ enable }: JsonObject, features: readonly JsonObject[]): Detectors {
  const named = ({ name, status }: JsonObject): JsonObject => ({ Name: name, Status: status });
  return detectorResource({
    // It is on unless told otherwise (Terraform AWS provider, aws_guardduty_detector).
    Enable: enable !== false,
    Features: features.map((one) => ({
      ...named(one),
      AdditionalConfiguration: objectsIn(one.additional_configuration).map(named),
    })),
  });
}

/** The provider's `aws_ecr_registry_scanning_configuration`. */
export function plannedScanning({ scan_type: type, rule }: JsonObject): RegistryScanning | null {
  return scanningOf({
    scanType: type,
    rules: objectsIn(rule).map((one) => ({
      scanFrequency: one.scan_frequency,
      repositoryFilters: one.repository_filter,
    })),
  });
}

const objectsIn = (value: unknown): readonly JsonObject[] => listOf(value).filter(isObject);
const isEnabled = ({ Status: status }: JsonObject) => status === 'ENABLED';
const namesOf = (all: readonly JsonObject[]) => all.flatMap(({ Name: name }) => stringOf(name) ?? []);

/** The configuration as the API has it, or as AWS::ECR::RegistryScanningConfiguration spells it; null: it names no scan type. */
export function scanningOf(configuration: JsonObject): RegistryScanning | null {
  const said = objectOf(camelCased(configuration));
  const type = stringOf(said.scanType);
  if (type === null) return null;
  const rules = objectsIn(said.rules).map(({ scanFrequency, repositoryFilters }) => ({
    frequency: stringOf(scanFrequency) ?? '',
    filters: stringsOf(objectsIn(repositoryFilters).map(({ filter }) => filter ?? null)),
  }));
  return { type, rules };
}
