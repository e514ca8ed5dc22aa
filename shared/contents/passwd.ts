// The users of an image, by its /etc/passwd.
// SPDX-License-Identifier: Apache-2.0
import type { PasswdUser } from '../model/contents.ts';

export const passwdPath = 'etc/passwd';

// A distribution brings some forty; an image made to be read for ever brings more.
const maximumUsers = 2_000;

/** The first line of a name counts (passwd(5), moby/sys user). Null: there are more than are read. */
export function usersIn(bytes: Uint8Array): readonly PasswdUser[] | null {
  const users = new Map<string, number>();
  for (const line of new TextDecoder('latin1').decode(bytes).split('\n')) {
    const [name = '', , number = ''] = line.split(':', 4);
    if (name === '' || !/^\d{1,10}$/.test(number) || users.has(name)) continue;
    users.set(name, Number(number));
    if (users.size > maximumUsers) return null;
  }
  return [...users].map(([name, uid]) => ({ name, uid }));
}
