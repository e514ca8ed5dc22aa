// What templates and answers of AWS among the judged files tell of detectors: GuardDuty's, and a registry's scanner.
// SPDX-License-Identifier: Apache-2.0
import {
  detectorResource,
  detectorsOf,
  plannedDetector,
  plannedScanning,
  scanningOf,
} from '../intake/documents/detection.ts';
import { isTerraform, terraformResources } from '../intake/documents/terraform/resources.ts';
import { unsettledReason } from '../intake/workload/cursor.ts';
import type { Detectors, RegistryScanning } from '../model/detection.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../model/json.ts';
import { objectsOf } from './api.ts';

const detector = 'AWS::GuardDuty::Detector';
const scanner = 'AWS::ECR::RegistryScanningConfiguration';
const plannedTypes = {
  detector: 'aws_guardduty_detector',
  feature: 'aws_guardduty_detector_feature',
  scanner: 'aws_ecr_registry_scanning_configuration',
} as const;

export function isDetection(document: JsonObject): boolean {
  if (isDetectorAnswer(document) || isObject(document.scanningConfiguration)) return true;
  if (plannedOf(document, plannedTypes.detector).length > 0) return true;
  if (plannedOf(document, plannedTypes.scanner).length > 0) return true;
  return [detector, scanner].some((type) => resourcesOf(document, type).length > 0);
}

/** An answer of GetDetector: features by name, each with a status. */
function isDetectorAnswer({ Features: features, Status: status, Enable: enable }: JsonObject): boolean {
  const isFeature = ({ Name: name, Status: state }: JsonObject) =>
    stringOf(name) !== null && stringOf(state) !== null;
  return typeof status === 'string' && enable === undefined && objectsOf(features).some(isFeature);
}

function resourcesOf({ Resources: resources }: JsonObject, type: string): readonly JsonObject[] {
  return Object.values(objectOf(resources))
    .filter(isObject)
    .filter((resource) => resource.Type === type && resource.Condition === undefined)
    .map((resource) => objectOf(resource.Properties));
}

/** What a plan or state makes of that type. */
function plannedOf(document: JsonObject, type: string): readonly JsonObject[] {
  if (!isTerraform(document)) return [];
  return terraformResources(document)
    .filter((one) => one.type === type && !one.data)
    .map(({ values }) => values);
}

/** The detectors of one plan with its features: one detector has them all, of several nobody can tell. */
function plannedDetectors(document: JsonObject): readonly (Detectors | null)[] {
  const features = plannedOf(document, plannedTypes.feature);
  return plannedOf(document, plannedTypes.detector).map((one) =>
    [one.enable, ...features.flatMap(({ name, status }) => [name, status])].every(isKnown)
      ? plannedDetector(one, features)
      : null,
  );
}

function isKnown(value: unknown): boolean {
  return unsettledReason(value) === null;
}

/** One detector that is written out plainly; null: there is none, or several, or a function decides of it. */
export function detectorsAmong(documents: readonly JsonObject[]): Detectors | null {
  const written = documents.flatMap((one) => resourcesOf(one, detector));
  const found = [
    ...documents.filter(isDetectorAnswer).map(detectorsOf),
    ...written.map((one) => (isPlain(one) ? detectorResource(one) : null)),
    ...documents.flatMap(plannedDetectors),
  ];
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}

export function scanningAmong(documents: readonly JsonObject[]): RegistryScanning | null {
  const written = documents.flatMap((one) => resourcesOf(one, scanner));
  const answered = documents.map(({ scanningConfiguration }) => scanningConfiguration).filter(isObject);
  const planned = documents.flatMap((one) => plannedOf(one, plannedTypes.scanner));
  const found = [
    ...[...answered, ...written].map((one) => (isPlain(one) ? scanningOf(one) : null)),
    ...planned.map((one) => (isKnown(one.scan_type) && isKnown(one.rule) ? plannedScanning(one) : null)),
  ];
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : only;
}

/** Nothing in it is left to a deployment. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, child]) => key !== 'Ref' && !key.startsWith('Fn::') && isPlain(child),
  );
}
