// A note of passes as a store keeps it: lists of controls, which looks share, are written once. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, listOf, stringOf, stringsOf } from '../model/json.ts';
import type { NotedLook, PassNote } from './pass-note.ts';

export function noteText({ former, looks }: PassNote): string {
  const lists = new Map<string, number>();
  const written = looks.map(({ instance, asOf, controls }) => {
    const list = JSON.stringify(controls);
    const place = lists.get(list) ?? lists.size;
    lists.set(list, place);
    return [instance, asOf, place];
  });
  return JSON.stringify({ former, lists: [...lists.keys()].map((list) => JSON.parse(list)), looks: written });
}

/** What cannot be read is left out: the note then knows less, as after its time to live. */
export function noteFrom(text: string, of: string, version: number): PassNote {
  const { former, lists, looks } = parsed(text);
  const controls = listOf(lists).map((list) => stringsOf(list));
  const read = listOf(looks).flatMap((look): NotedLook[] => {
    const [instance, asOf, place] = listOf(look);
    const list = controls[Number(place)];
    if (typeof asOf !== 'string' || list === undefined) return [];
    return [{ instance: stringOf(instance), asOf, controls: list }];
  });
  return { of, version, former: former !== false, looks: read };
}

function parsed(text: string): { former?: unknown; lists?: unknown; looks?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
