// The standards that controls stand for, as SARIF has them: taxonomies of the run, and relationships of rules (3.19.3, 3.49.15).
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import { referencesOf, standards } from './references.ts';

export const taxonomyNames = standards.map(({ short }, index) => ({ name: short, index }));

/** Of each standard the sections that these controls stand for. */
export function taxonomiesOf(controls: readonly Control[]): readonly object[] {
  const references = controls.flatMap(referencesOf);
  return standards.map((standard) => {
    const ids = new Set(references.filter((one) => one.standard === standard).map(({ id }) => id));
    return {
      name: standard.short,
      fullName: standard.name,
      organization: standard.organisation,
      informationUri: standard.url,
      taxa: [...ids].sort().map((id) => ({ id, helpUri: standard.page(id) })),
    };
  });
}

export function relationshipsOf(control: Control): readonly object[] {
  return referencesOf(control).map(({ standard, id }) => ({
    target: { id, toolComponent: { name: standard.short, index: standards.indexOf(standard) } },
    kinds: ['relevant'],
  }));
}
