// What a call touched, as an ARN where the event lets us build one: what call findings are kept on and policies match.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, stringOf } from '../../../model/json.ts';
import { requestOf } from './ec2-shape.ts';
import type { CloudTrailRecord } from './record.ts';
import { callsOf } from './services.ts';

/** Null where the event does not tell, such as a denied call, whose parameters CloudTrail leaves out. */
export function targetOf(record: CloudTrailRecord): string | null {
  return callsOf(record.service)?.targetOf(record, requestOf(record)) ?? firstResource(record.raw);
}

/** Some services list what they touched in `resources`, as `ARN` or, in old records, `arn`. */
function firstResource(raw: JsonObject): string | null {
  const [first] = listOf(raw.resources).filter(isObject);
  return stringOf(first?.ARN) ?? stringOf(first?.arn);
}
