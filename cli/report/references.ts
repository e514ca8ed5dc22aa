// Which sections of which standards a control stands for, and where they and its own page are found.
// SPDX-License-Identifier: Apache-2.0
import { type Control, families, type References } from '../../shared/model/control.ts';

export interface Framework {
  readonly key: keyof References;
  /** As reports name it. */
  readonly name: string;
  readonly short: string;
  readonly organisation: string;
  readonly url: string;
  /** Page of one section; the standard's own where sections have none. */
  readonly page: (id: string) => string;
}

const nist = 'https://doi.org/10.6028/NIST.SP.800-190';
const cis = 'https://www.cisecurity.org/cis-benchmarks';
const fsbp = 'https://docs.aws.amazon.com/securityhub/latest/userguide';
const attack = 'https://attack.mitre.org/';

/** In the order in which reports name them. */
export const standards: readonly Framework[] = [
  {
    ...{ key: 'nist', name: 'NIST SP 800-190', short: 'NIST-800-190', organisation: 'NIST', url: nist },
    page: () => nist,
  },
  {
    ...{
      key: 'cis',
      name: 'CIS Benchmarks',
      short: 'CIS',
      organisation: 'Center for Internet Security',
      url: cis,
    },
    page: () => cis,
  },
  {
    ...{ key: 'fsbp', name: 'AWS Foundational Security Best Practices', short: 'FSBP', organisation: 'AWS' },
    url: `${fsbp}/fsbp-standard.html`,
    // Security Hub has a page for each service: https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4
    page: (id) => {
      const service = id.slice(0, id.indexOf('.')).toLowerCase();
      return `${fsbp}/${service}-controls.html#${id.toLowerCase().replace('.', '-')}`;
    },
  },
  {
    ...{ key: 'attack', name: 'MITRE ATT&CK', short: 'ATTACK', organisation: 'MITRE', url: attack },
    page: (id) => `${attack}techniques/${id.replace('.', '/')}/`,
  },
];

export interface Reference {
  readonly standard: Framework;
  readonly id: string;
}

export function referencesOf({ references }: Pick<Control, 'references'>): readonly Reference[] {
  return standards.flatMap((standard) => (references[standard.key] ?? []).map((id) => ({ standard, id })));
}

/** `NIST SP 800-190 4.4.3`, `CIS EKS 4.2.1`, `FSBP ECS.4`, `ATT&CK T1611`. */
export function referenceWords({ standard, id }: Reference): string {
  if (standard.key === 'cis') return id;
  return `${standard.key === 'nist' ? standard.name : standard.key === 'fsbp' ? 'FSBP' : 'ATT&CK'} ${id}`;
}

/** The page of a built-in control, in the package; null: the user's own has none. */
export function pageOf({ id, family }: Pick<Control, 'id' | 'family'>): string | null {
  return families.some((known) => known === family) ? `docs/controls/${id}.md` : null;
}

/** Where the web explains what the control stands for: the first technique, else the first section. Null: it names none. */
export function webPageOf(control: Pick<Control, 'references'>): string | null {
  const references = referencesOf(control);
  const technique = references.find(({ standard }) => standard.key === 'attack') ?? references[0];
  return technique === undefined ? null : technique.standard.page(technique.id);
}
