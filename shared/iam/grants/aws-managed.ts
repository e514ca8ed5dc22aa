// AWS's own policies that workloads, nodes and controllers use, as of a date: for when no facts tell their documents.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../model/json.ts';
import table from './aws-managed.json' with { type: 'json' };

type Policies = ReadonlyMap<string, { readonly path: string; readonly document: unknown }>;

/** Made when it is first asked: most inputs name no policy of AWS. */
let policies: Policies | null = null;

/** The document of an AWS-managed policy by its ARN, in any partition; null for one that the table does not hold. */
export function awsManagedPolicy(arn: string): JsonObject | null {
  const [, path = '', name = ''] =
    /^arn:aws(?:-[a-z]+)*:iam::aws:policy(\/(?:[\w-]+\/)*)([\w+=,.@-]+)$/.exec(arn) ?? [];
  policies ??= new Map(Object.entries(table.policies));
  const entry = policies.get(name);
  // SAM takes the name without its path.
  return (entry?.path === path || path === '/') && entry !== undefined && isObject(entry.document)
    ? entry.document
    : null;
}
