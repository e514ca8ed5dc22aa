// What a message of the notify queue tells: a finding changed, something came of a response, or it is time for a round.
import type { FindingChange } from '../../../shared/model/finding.ts';
import { dig, isObject, stringOf } from '../../../shared/model/json.ts';

export interface Noticed {
  readonly kind: string;
  readonly finding: string;
  readonly text: string;
}

export type Told =
  | { readonly change: FindingChange }
  /** `id`: the same for the same notice, however often it is delivered. */
  | { readonly notice: Noticed; readonly id: string }
  | { readonly round: true };

/** Reads an event of the seawall bus, or of the clock. Throws for anything else. `id`: the message's own. */
export function toldIn(body: string, id: string): Told {
  const event: unknown = JSON.parse(body);
  if (dig(event, 'source') === 'aws.events' && dig(event, 'detail-type') === 'Scheduled Event')
    return { round: true };
  const version = dig(event, 'detail', 'version');
  const notice = version === 1 ? noticeIn(dig(event, 'detail', 'notice')) : null;
  if (notice !== null) return { notice, id: stringOf(dig(event, 'id')) ?? id };
  const change = dig(event, 'detail', 'change');
  const readable =
    version === 1 &&
    isObject(dig(change, 'finding')) &&
    stringOf(dig(change, 'finding', 'id')) !== null &&
    stringOf(dig(change, 'type')) !== null;
  if (!readable) throw new Error('the message is neither a change of a finding nor of a response, version 1');
  return { change: change as object as FindingChange };
}

function noticeIn(notice: unknown): Noticed | null {
  const finding = stringOf(dig(notice, 'finding'));
  if (finding === null) return null;
  const kind = stringOf(dig(notice, 'kind')) ?? '';
  return { kind, finding, text: stringOf(dig(notice, 'text')) ?? '' };
}
