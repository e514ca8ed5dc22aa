// What templates and answers of AWS among the judged files tell of detectors: GuardDuty's, and a registry's scanner.
// SPDX-License-Identifier: Apache-2.0
import { detectorResource, detectorsOf, scanningOf } from '../intake/documents/detection.ts';
import type { Detectors, RegistryScanning } from '../model/detection.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../model/json.ts';
import { objectsOf } from './api.ts';

const detector = 'AWS::GuardDuty::Detector';
const scanner = 'AWS::ECR::RegistryScanningConfiguration';

export function isDetection(document: JsonObject): boolean {
  if (isDetectorAnswer(document) || isObject(document.scanningConfiguration)) return true;
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

/** One detector that is written out plainly; null: there is none, or several, or a function decides of it. */
export function detectorsAmong(documents: readonly JsonObject[]): Detectors | null {
  const written = documents.flatMap((one) => resourcesOf(one, detector));
  const found = [
    ...documents.filter(isDetectorAnswer).map(detectorsOf),
    ...written.filter(isPlain).map(detectorResource),
  ];
  const [only, ...others] = found;
  return only === undefined || others.length > 0 || !written.every(isPlain) ? null : only;
}

export function scanningAmong(documents: readonly JsonObject[]): RegistryScanning | null {
  const written = documents.flatMap((one) => resourcesOf(one, scanner));
  const answered = documents.map(({ scanningConfiguration }) => scanningConfiguration).filter(isObject);
  const [only, ...others] = [...answered, ...written];
  return only === undefined || others.length > 0 || !isPlain(only) ? null : scanningOf(only);
}

/** Nothing in it is left to a deployment. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, child]) => key !== 'Ref' && !key.startsWith('Fn::') && isPlain(child),
  );
}
