// One question to AWS, and the line that its failure makes: gone is a problem, refused is not known.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi, Failure } from '../../shared/gather/api.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { type Line, notKnown, problem } from './line.ts';

/** Where the questions go. */
export interface Asking {
  readonly api: AwsApi;
  readonly region: string | null;
}

export type Told =
  | { readonly ok: true; readonly output: JsonObject }
  | { readonly ok: false; readonly line: Line };

export async function ask(
  { api, region }: Asking,
  what: string,
  [service, operation]: readonly [string, string],
  input: JsonObject,
): Promise<Told> {
  const answer = await api.call({ account: null, region, service, operation, input, absenceAnswers: true });
  if (answer.ok) return { ok: true, output: answer.output };
  return { ok: false, line: failed(what, `${service}:${operation}`, answer) };
}

function failed(what: string, call: string, { code, error, reason }: Failure): Line {
  if (code === 'not-found' || isGone(error))
    return problem(
      what,
      'is not there',
      'it was deleted outside of the stack: deploy again (npm run deploy)',
    );
  if (code === 'denied')
    return notKnown(what, `${call} is denied`, `allow ${call}, or ask with other credentials`);
  return notKnown(what, reason, 'try again');
}

// What services call a thing that is not there, beside the names that facts know.
const gone = /NotFound|NonExistent|DoesNotExist|NoSuch/;

function isGone(error: string | undefined): boolean {
  return error !== undefined && gone.test(error);
}
