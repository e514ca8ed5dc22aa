// Which findings Security Hub is told in which calls: each under its account and Region, and no call with more than it takes. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';

/** Whose Security Hub takes a finding. */
export interface Hub {
  readonly account: string;
  readonly region: string;
}

export interface Import extends Hub {
  readonly findings: readonly JsonObject[];
}

/**
 * "Security Hub accepts up to 100 findings per batch, up to 240 KB per finding, and up to 6 MB per batch" (Security Hub Partner
 * Integration Guide, "Guidelines for using the BatchImportFindings API"). Of the latter a part is left for what HTTP adds.
 */
const most = { findings: 100, bytes: 5_000_000 } as const;

export function importsOf(findings: readonly (Hub & { readonly finding: JsonObject })[]): readonly Import[] {
  const byHub = Map.groupBy(findings, ({ account, region }) => `${account}/${region}`);
  return [...byHub.values()].flatMap((of) => batchesOf(of.map(({ finding }) => finding)).map(addressed(of)));
}

function addressed([first]: readonly Hub[]): (findings: readonly JsonObject[]) => Import {
  const { account = '', region = '' } = first ?? {};
  return (findings) => ({ account, region, findings });
}

function batchesOf(findings: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const batches: JsonObject[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const finding of findings) {
    const size = Buffer.byteLength(JSON.stringify(finding));
    const last = batches.at(-1);
    if (last === undefined || last.length === most.findings || bytes + size > most.bytes) {
      batches.push([finding]);
      bytes = size;
    } else {
      last.push(finding);
      bytes += size;
    }
  }
  return batches;
}
