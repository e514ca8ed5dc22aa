// The fact `policy-document`: the default version of a managed policy, as an object.
// SPDX-License-Identifier: Apache-2.0

import { nameOf } from '../../model/arn.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import { documentObject } from '../../model/policy-text.ts';
import type { AwsApi } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The default version of a managed policy, parsed from its URL-encoded text. */
    'policy-document': { ask: FactPlace & { arn: string }; value: JsonObject };
  }
}

/** GetPolicy, then GetPolicyVersion of its default version. */
function readPolicyDocument(
  ask: FactRequestOf<'policy-document'>,
  api: AwsApi,
): Promise<FactAnswer<'policy-document'>> {
  return reading(api, placeOf(ask, ask.arn), (reader) => readManagedDocument(reader, ask.arn));
}

/** The document in force of a managed policy; gives up where it is none that can be parsed. */
export async function readManagedDocument(reader: Reader, arn: string): Promise<JsonObject> {
  const policy = await reader.get('iam', 'GetPolicy', { PolicyArn: arn });
  const version = stringOf(dig(policy, 'Policy', 'DefaultVersionId'));
  if (version === null) return giveUp('failed', `iam.GetPolicy: ${nameOf(arn)} names no default version`);
  const output = await reader.get('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId: version });
  const document = documentObject(dig(output, 'PolicyVersion', 'Document'));
  return document ?? giveUp('failed', `iam.GetPolicyVersion: the document of ${nameOf(arn)} is not JSON`);
}

export const policyDocumentFact = defineFact({
  fact: 'policy-document',
  read: (ask, { api }) => readPolicyDocument(ask, api),
});
