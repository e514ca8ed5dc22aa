// Answers of AWS that outlast a process: those known from before are given again, and each new one that may be written down is noted.
// SPDX-License-Identifier: Apache-2.0
import { forSnapshot, redacted, redactedText } from '../secrets/redact.ts';
import type { ApiAnswer, AwsApi } from './api.ts';
import { requestKey } from './asked-once.ts';

/** `note` is told of each answer that was not known, by its question. */
export function answeredBefore(
  api: AwsApi,
  known: ReadonlyMap<string, ApiAnswer>,
  note: (key: string, answer: ApiAnswer) => Promise<void>,
): AwsApi {
  return {
    async call(request) {
      const key = requestKey(request);
      const before = known.get(key);
      if (before !== undefined) return before;
      const answer = await api.call(request);
      await note(key, answer);
      return answer;
    },
  };
}

/**
 * The answer as it may be written down; null: it may not. What holds a credential is judged by it, so that it is asked for again and never
 * written down; a link is a credential too. What passes (throttling, a report being made) says nothing of the thing itself.
 */
export function writable(answer: ApiAnswer): ApiAnswer | null {
  if (!answer.ok) {
    const { code, reason, error } = answer;
    if (code !== 'not-found' && code !== 'denied') return null;
    const told = { ok: false, code, reason: redactedText(null, reason, forSnapshot) } as const;
    return error === undefined ? told : { ...told, error };
  }
  const { output, asOf } = answer;
  if (output.downloadUrl !== undefined || output.JobStatus === 'IN_PROGRESS') return null;
  const isClean = JSON.stringify(redacted(output, forSnapshot)) === JSON.stringify(output);
  return isClean ? { ok: true, output, asOf } : null;
}
