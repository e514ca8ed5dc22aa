// Detectors and scanning configurations, as AWS answers with them and as templates write them.
import { expect, it } from 'vitest';
import {
  detectorResource,
  detectorsOf,
  noDetector,
  scanningOf,
} from '../../../shared/intake/documents/detection.ts';

const features = [
  {
    ...{ Name: 'RUNTIME_MONITORING', Status: 'ENABLED' },
    AdditionalConfiguration: [
      { Name: 'ECS_FARGATE_AGENT_MANAGEMENT', Status: 'ENABLED' },
      { Name: 'EKS_ADDON_MANAGEMENT', Status: 'DISABLED' },
    ],
  },
  { Name: 'EKS_AUDIT_LOGS', Status: 'DISABLED' },
];
const found = { features: ['RUNTIME_MONITORING'], agents: ['ECS_FARGATE_AGENT_MANAGEMENT'] };

it('a detector has what is enabled, and the agents within it', () => {
  expect(detectorsOf({ Status: 'ENABLED', Features: features })).toEqual(found);
  expect(detectorsOf({ Status: 'DISABLED', Features: features })).toEqual(noDetector);
});

it.each([
  [true, found],
  ['true', found],
  [false, noDetector],
  [null, noDetector],
])('a template with Enable: %j', (enable, expected) => {
  expect(detectorResource({ Enable: enable, Features: features })).toEqual(expected);
});

it('a scanning configuration is the same in both spellings, and none without a type', () => {
  const expected = { type: 'ENHANCED', rules: [{ frequency: 'CONTINUOUS_SCAN', filters: ['shop/*'] }] };
  const rule = { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'shop/*' }] };
  expect(scanningOf({ scanType: 'ENHANCED', rules: [rule] })).toEqual(expected);
  const written = { ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: 'shop/*' }] };
  expect(scanningOf({ ScanType: 'ENHANCED', Rules: [written] })).toEqual(expected);
  expect(scanningOf({ rules: [rule] })).toBeNull();
});
