// The fact `last-accessed`: which services a role was let use, and when it last did, as IAM recorded it.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import type { AwsApi } from '../api.ts';
import { objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, type Reader, reading } from '../reading.ts';
import { principalName } from './principal-name.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The services a role is let use, each with the ISO time of its last use; null: none within the 400 days that IAM looks back. */
    'last-accessed': {
      ask: FactPlace & { arn: string };
      value: {
        readonly createdAt: string | null;
        readonly services: readonly { readonly service: string; readonly lastUsed: string | null }[];
      };
    };
  }
}

/** GetRole for when it was made; GenerateServiceLastAccessedDetails, then GetServiceLastAccessedDetails whose report takes some seconds (`retry.ts` waits for it). */
function readLastAccessed(
  ask: FactRequestOf<'last-accessed'>,
  api: AwsApi,
): Promise<FactAnswer<'last-accessed'>> {
  return reading(api, placeOf(ask, ask.arn), async (reader) => {
    const name = principalName(ask.arn);
    if (name?.type !== 'role') return giveUp('no-facts', 'IAM tells this of roles');
    const role = await reader.get('iam', 'GetRole', { RoleName: name.name });
    const { JobId } = await reader.get('iam', 'GenerateServiceLastAccessedDetails', { Arn: ask.arn });
    const job = stringOf(JobId) ?? giveUp('failed', 'iam.GenerateServiceLastAccessedDetails names no job');
    const services = await reportOf(reader, job);
    return { createdAt: stringOf(dig(role, 'Role', 'CreateDate')), services };
  });
}

async function reportOf(reader: Reader, JobId: string) {
  const page = await reader.get('iam', 'GetServiceLastAccessedDetails', { JobId });
  if (page.JobStatus === 'COMPLETED') return wholeReport(reader, JobId, page);
  return page.JobStatus === 'IN_PROGRESS'
    ? giveUp('timeout', 'IAM is still making the report of last access')
    : giveUp('failed', 'IAM could not make the report of last access');
}

async function wholeReport(reader: Reader, JobId: string, first: JsonObject) {
  const list = 'ServicesLastAccessed';
  const paging = { tokenIn: 'Marker', tokenOut: 'Marker', list };
  const items =
    first.IsTruncated === true
      ? await reader.list('iam', 'GetServiceLastAccessedDetails', { JobId }, paging)
      : objectsOf(first[list]);
  return objectsOf(items).flatMap((item) => {
    const service = stringOf(item.ServiceNamespace);
    return service === null ? [] : [{ service, lastUsed: stringOf(item.LastAuthenticated) }];
  });
}

export const lastAccessedFact = defineFact({
  fact: 'last-accessed',
  read: (ask, { api }) => readLastAccessed(ask, api),
});
