// Which changes call for a response: what lies unused is left alone, except an image, which is safest to take away then.
import { expect, it } from 'vitest';
import type { FindingChange } from '../../../shared/model/finding.ts';
import { callsForResponse } from '../../../shared/respond/engine/triggers.ts';
import { findingOn } from '../actions/round-trip.ts';

const change = (kind: 'image' | 'workload', more: object): FindingChange => {
  const response = {
    action: kind === 'image' ? 'quarantine-image' : 'stop-workload',
    mode: 'enforce',
  } as const;
  const finding = { ...findingOn({ kind, platform: 'ecr', id: 'x' }, ['x'], { response }), ...more };
  return { type: 'opened', finding, previous: null, at: finding.lastSeen, eventId: 'e', replayed: false };
};

it.each([
  ['an image that nothing runs', 'image', { dormant: true }, true],
  ['an image that runs', 'image', {}, true],
  ['a definition that nothing runs', 'workload', { dormant: true }, false],
  ['a workload that runs', 'workload', {}, true],
  ['an image whose finding is waived', 'image', { dormant: true, status: 'waived' }, false],
  ['an image whose control proposes nothing', 'image', { dormant: true, response: null }, false],
] as const)('%s', (_, kind, more, calls) => {
  expect(callsForResponse(change(kind, more))).toBe(calls);
});
