// Examples of scanned-clean.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { counted, deployed, exploitation, inspected, pushed, scan } from '../examples/images.ts';
import { taskDefinition } from '../examples/workloads.ts';

const vulnerability = (severity: string, change = {}) => ({
  ...{ id: 'CVE-2026-12345', severity, package: 'openssl', fixable: true, exploited: false },
  ...change,
});
const lenient = (parameters: Record<string, string | boolean | number>) => ({
  version: 1,
  controls: { 'image-provenance/scanned-clean': { parameters } },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a grave vulnerability in what runs',
      given: deployed(),
      facts: [scan('task', { vulnerabilities: [vulnerability('CRITICAL')] })],
      at: 'containers[0].image',
    },
    {
      says: 'a lesser one that is exploited',
      given: pushed(),
      facts: [scan('push', { vulnerabilities: [vulnerability('MEDIUM', { exploited: true })] })],
      at: 'image',
    },
    {
      says: 'nobody has scanned it',
      given: deployed(),
      facts: [scan('task', { status: 'NOT_SCANNED', completedAt: null })],
      at: 'containers[0].image',
    },
    {
      says: 'an old scan',
      given: deployed(),
      facts: [scan('task', { completedAt: '2026-08-01T00:00:00.000Z' })],
      at: 'containers[0].image',
    },
    {
      says: 'a lesser one that is likely to be exploited, as Inspector tells',
      given: inspected(),
      policy: lenient({ epss: 0.5 }),
      facts: [scan('push', { vulnerabilities: [vulnerability('MEDIUM')] })],
      at: 'image',
    },
    {
      says: 'a lesser one that is likely to be exploited, as Inspector answers',
      given: deployed(),
      policy: lenient({ epss: 0.5 }),
      facts: [
        scan('task', { vulnerabilities: [vulnerability('LOW')] }),
        exploitation('task', { epss: 0.71 }),
      ],
      at: 'containers[0].image',
    },
    {
      says: 'a lesser one that CISA lists as known to be exploited',
      given: pushed(),
      policy: lenient({ kev: true }),
      facts: [
        scan('push', { vulnerabilities: [vulnerability('LOW')] }),
        exploitation('push', { listed: true }),
      ],
      at: 'image',
    },
    { says: 'a scan that failed', given: pushed(), facts: [scan('push', { status: 'FAILED' })], at: 'image' },
    {
      says: 'grave ones that the event of the scan counts, where nobody answers',
      given: counted({ CRITICAL: 2, LOW: 9 }),
      at: 'image',
    },
    {
      says: 'counts of lesser ones, where those count too',
      given: counted({ MEDIUM: 1 }, 'INITIAL_SCAN_COMPLETE'),
      policy: lenient({ severity: 'medium' }),
      at: 'image',
    },
  ],
  passes: [
    {
      says: 'grave ones in the event that the registry knows no more of',
      given: counted({ CRITICAL: 2 }),
      facts: [scan('push')],
    },
    { says: 'a clean scan of this morning', given: pushed(), facts: [scan('push')] },
    {
      says: 'lesser ones',
      given: deployed(),
      facts: [scan('task', { vulnerabilities: [vulnerability('MEDIUM'), vulnerability('LOW')] })],
    },
    {
      says: 'a grave one without a fix, where only fixable ones count',
      given: deployed(),
      policy: lenient({ 'only-fixable': true }),
      facts: [scan('task', { vulnerabilities: [vulnerability('CRITICAL', { fixable: false })] })],
    },
    {
      says: 'one that is not likely to be exploited, as Inspector tells',
      given: inspected({ epss: { score: 0.00045 } }),
      policy: lenient({ epss: 0.5 }),
      facts: [scan('push', { vulnerabilities: [vulnerability('MEDIUM')] })],
    },
    {
      says: 'one that scores low and is not on CISA’s list',
      given: deployed(),
      policy: lenient({ epss: 0.5, kev: true }),
      facts: [
        scan('task', { vulnerabilities: [vulnerability('LOW')] }),
        exploitation('task', { epss: 0.01, listed: false }),
      ],
    },
    {
      says: 'a scan that goes on by itself is never old',
      given: deployed(),
      facts: [scan('task', { status: 'ACTIVE', continuous: true, completedAt: '2026-01-01T00:00:00.000Z' })],
    },
  ],
  unknown: [
    { says: 'the registry does not answer', given: deployed() },
    {
      says: 'a task that runs what claims to be an artefact, which nobody scans',
      given: deployed(),
      facts: [scan('task', { artefact: 'an artefact that is no image' })],
    },
    {
      says: 'a threshold for EPSS, and Inspector does not answer',
      given: deployed(),
      policy: lenient({ epss: 0.5 }),
      facts: [scan('task', { vulnerabilities: [vulnerability('LOW')] })],
    },
    {
      says: 'CISA’s list counts, and Inspector answers scores alone',
      given: deployed(),
      policy: lenient({ kev: true }),
      facts: [
        scan('task', { vulnerabilities: [vulnerability('LOW')] }),
        exploitation('task', { epss: 0.01, listed: null }),
      ],
    },
    { says: 'counts of lesser ones alone', given: counted({ MEDIUM: 3, INFORMATIONAL: 1 }) },
    { says: 'no counts at all', given: counted({}) },
    { says: 'counts of a scan that failed', given: counted({ HIGH: 1 }, 'FAILED') },
    {
      says: 'counts, which tell of no fix, where only fixable ones count',
      given: counted({ CRITICAL: 2 }),
      policy: lenient({ 'only-fixable': true }),
    },
    { says: 'the scan is on its way', given: pushed(), facts: [scan('push', { status: 'IN_PROGRESS' })] },
    {
      says: 'an image that the scanner does not know',
      given: pushed(),
      facts: [scan('push', { status: 'UNSUPPORTED_IMAGE' })],
    },
  ],
  notApplicable: [
    { says: 'a definition that nothing runs', given: taskDefinition() },
    { says: 'an SBOM', given: pushed(), facts: [scan('push', { artefact: 'an SBOM' })] },
  ],
});
