// Ends a request for approval whose time is over.
// SPDX-License-Identifier: Apache-2.0
import { isBefore } from '../../model/time.ts';
import { advance } from '../journal/journal.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import { type Decisions, isoNow } from './ports.ts';

export async function expire(finding: string, { response }: Progress, deps: Decisions): Promise<Progress> {
  const at = isoNow(deps);
  const { journal } = await advance(deps, finding, at, (now) => {
    const { phase, expires } = progressOf(now, response);
    return phase === 'awaiting-approval' && !isBefore(at, expires ?? '')
      ? { response, kind: 'expired' }
      : null;
  });
  return progressOf(journal, response);
}
