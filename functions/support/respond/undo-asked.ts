// The message that asks respond for an undo: written where Slack is answered, read where the platform may be changed.
import { dig, type JsonObject, stringOf, stringsOf } from '../../../shared/model/json.ts';

export interface UndoAsked {
  /** Id of the response. */
  readonly response: string;
  /** Who asks: `slack:U012AB3CD (kim@acme.test)`; and the approver groups he belongs to. */
  readonly name: string;
  readonly groups: readonly string[];
}

export function undoEvent({ response, name, groups }: UndoAsked): JsonObject {
  return { detail: { version: 1, undo: { response, name, groups: [...groups] } } };
}

/** Null where the event asks for no undo. Only the function that answers Slack may put one into the queue. */
export function undoIn(event: unknown): UndoAsked | null {
  const asked = dig(event, 'detail', 'undo');
  const response = stringOf(dig(asked, 'response'));
  const name = stringOf(dig(asked, 'name'));
  if (response === null || name === null) return null;
  return { response, name, groups: stringsOf(dig(asked, 'groups')) };
}
