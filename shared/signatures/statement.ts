// in-toto statements (in-toto/attestation, spec/v1/statement.md): what they are about, and what SLSA provenance says.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, listOf, stringOf } from '../model/json.ts';
import { type Attestation, Refused } from './signed.ts';

/** cosign's own: "this image is signed", as a statement (sigstore/cosign, specs/SIGNATURE_SPEC.md, bundles). */
const signature = 'https://sigstore.dev/cosign/sign/v1';

/** What a DSSE payload says of the digest; null: it signs the image itself. Throws Refused. */
export function statementFor(payload: Uint8Array, payloadType: string, digest: string): Attestation | null {
  if (payloadType !== 'application/vnd.in-toto+json')
    throw new Refused('unreadable', 'the envelope holds no in-toto statement');
  const statement = objectIn(payload);
  const [algorithm = '', hex = ''] = digest.split(':');
  const subjects = listOf(statement.subject).filter(isObject);
  if (!subjects.some((subject) => dig(subject, 'digest', algorithm) === hex))
    throw new Refused('wrong-digest', 'the statement is about another digest');
  const predicateType = stringOf(statement.predicateType) ?? '';
  return predicateType === signature ? null : { predicateType, ...slsa(statement, predicateType) };
}

function objectIn(payload: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Refused('unreadable', 'the signed payload is no JSON object');
}

/** slsa.dev/spec: provenance v1 has `runDetails` and `buildDefinition`, v0.2 `builder` and `invocation`. */
function slsa({ predicate }: JsonObject, type: string): Pick<Attestation, 'builder' | 'source'> {
  if (!type.startsWith('https://slsa.dev/provenance/')) return { builder: null, source: null };
  const builder =
    stringOf(dig(predicate, 'runDetails', 'builder', 'id')) ?? stringOf(dig(predicate, 'builder', 'id'));
  const external = dig(predicate, 'buildDefinition', 'externalParameters');
  const [dependency] = listOf(dig(predicate, 'buildDefinition', 'resolvedDependencies'));
  const source =
    stringOf(dig(external, 'workflow', 'repository')) ??
    stringOf(dig(external, 'source', 'uri')) ??
    stringOf(dig(external, 'source')) ??
    stringOf(dig(predicate, 'invocation', 'configSource', 'uri')) ??
    stringOf(dig(dependency, 'uri'));
  return { builder, source };
}
