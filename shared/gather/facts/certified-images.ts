// The fact `certified-images`: the record answers, where there is one (shared/findings/certificates.ts).
// SPDX-License-Identifier: Apache-2.0

import type { CertifiedTrack } from '../../model/signatures.ts';
import { failure } from '../api.ts';
import { defineFact } from '../define-fact.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** What the record knows of certified images: of what the reference stands for, of its track, of its tag. */
    'certified-images': {
      ask: FactPlace & { image: string; tag: string | null; track: string };
      value: CertifiedTrack;
    };
  }
}

export const certifiedImagesFact = defineFact({
  fact: 'certified-images',
  read: async () => failure('no-facts', 'no record of certified images is at hand'),
});
