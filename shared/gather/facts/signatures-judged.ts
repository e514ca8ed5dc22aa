// Every signature beside an image against every signer of the policy: the good ones, and the nearest of the others.
// SPDX-License-Identifier: Apache-2.0
import type { BadSignature, GoodAttestation, GoodSignature } from '../../model/signatures.ts';
import { type Refusing, refusals, type Target } from '../../signatures/signed.ts';
import type { Signer } from '../../signatures/signers.ts';
import type { SignaturesBeside } from './signatures-beside.ts';

export interface Judged {
  readonly signed: readonly GoodSignature[];
  readonly refused: readonly BadSignature[];
  readonly attested: readonly GoodAttestation[];
  readonly refusedAttestations: readonly BadSignature[];
}

export const nothingSigned: Judged = { signed: [], refused: [], attested: [], refusedAttestations: [] };

export function together(one: Judged, other: Judged): Judged {
  return {
    signed: [...one.signed, ...other.signed],
    refused: [...one.refused, ...other.refused].slice(0, shown),
    attested: [...one.attested, ...other.attested],
    refusedAttestations: [...one.refusedAttestations, ...other.refusedAttestations].slice(0, shown),
  };
}

// More reasons than that help nobody.
const shown = 3;

export async function judgeBySigners(
  signers: readonly Signer[],
  beside: readonly SignaturesBeside[],
  target: Target,
): Promise<Judged> {
  const { isOfKind, verifySigned } = await import('../../signatures/verify.ts');
  const signed: GoodSignature[] = [];
  const attested: GoodAttestation[] = [];
  const refusing: { readonly refusing: Refusing; readonly attestation: boolean }[] = [];
  for (const { signed: one, attestation } of beside)
    for (const signer of signers) {
      if (!isOfKind(one, signer)) continue;
      const outcome = await verifySigned(one, signer, target);
      if (!outcome.ok) refusing.push({ refusing: outcome.refusing, attestation });
      else if (outcome.verified.attestation === null) signed.push(nameOnly(outcome.verified));
      else attested.push({ ...nameOnly(outcome.verified), ...outcome.verified.attestation });
    }
  return {
    ...{ signed, attested },
    refused: nearest(refusing.filter((one) => !one.attestation)),
    refusedAttestations: nearest(refusing.filter((one) => one.attestation)),
  };
}

function nameOnly({ signer, identity }: GoodSignature): GoodSignature {
  return { signer, identity };
}

function nearest(refused: readonly { readonly refusing: Refusing }[]): BadSignature[] {
  const rank = ({ refusing }: { readonly refusing: Refusing }) => refusals.indexOf(refusing.refusal);
  return refused
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, shown)
    .map(({ refusing: { signer, reason } }) => ({ signer, reason }));
}
