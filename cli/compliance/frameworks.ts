// The frameworks that `--compliance` reports by: all their sections, also those that no control stands for.
// SPDX-License-Identifier: Apache-2.0
import type { Control, References } from '../../shared/model/control.ts';
import { type Section, sectionsOfPsa } from './pod-security.ts';
import { awsFoundations, cisEks, fsbp, nist } from './sections.ts';

export interface ComplianceFramework {
  readonly name: string;
  /** Whose text and version the sections are; what it leaves out. */
  readonly source: string;
  readonly sections: readonly Section[];
}

const byReference =
  (key: keyof References, prefix = '') =>
  ([id, title]: readonly [string, string]): Section => ({
    ...{ id, title },
    standsFor: ({ references }: Control) => references[key]?.includes(prefix + id) === true,
  });

const untitled = (ids: readonly string[]) => ids.map((id) => [id, ''] as const);

export const frameworks = {
  'nist-800-190': {
    name: 'NIST SP 800-190',
    source: 'Application Container Security Guide (September 2017), chapter 4: countermeasures',
    sections: nist.map(byReference('nist')),
  },
  'cis-eks': {
    name: 'CIS Amazon EKS Benchmark',
    source:
      'version 1.7, by number; the recommendations of chapter 3 are files on nodes, which Seawall does not read',
    sections: untitled(cisEks).map(byReference('cis', 'CIS EKS ')),
  },
  'cis-aws': {
    name: 'CIS AWS Foundations Benchmark',
    source:
      'version 5.0.0, by number; most of it is about accounts, storage and databases rather than containers',
    sections: untitled(awsFoundations).map(byReference('cis', 'CIS AWS Foundations ')),
  },
  fsbp: {
    name: 'AWS Foundational Security Best Practices',
    source: 'of the standard what concerns containers, identities, networks and trails',
    sections: untitled(fsbp).map(byReference('fsbp')),
  },
  psa: {
    name: 'Kubernetes Pod Security Standards',
    source: 'the checks of baseline and restricted, as Pod Security Admission makes them',
    sections: sectionsOfPsa,
  },
} as const satisfies Readonly<Record<string, ComplianceFramework>>;

export type FrameworkName = keyof typeof frameworks;
export const frameworkNames = Object.keys(frameworks) as readonly FrameworkName[];
