// What a fail is called from run to run: by control, subject and place, never by line, file or position in a list.
// SPDX-License-Identifier: Apache-2.0
import { unnamedPlace } from '../../shared/intake/documents/named.ts';
import { stableHash } from '../../shared/model/hash.ts';
import type { Evidence, Verdict } from '../../shared/model/verdict.ts';

/** The same for the same fault after lines were moved, files renamed and lists reordered. `named`: evidence path with named places. */
export function fingerprintOf(
  { control, subject, source }: Pick<Verdict, 'control' | 'subject' | 'source'>,
  { path, message }: Pick<Evidence, 'path' | 'message'>,
  named: (path: string) => string,
): string {
  const { platform, kind } = subject;
  const place = named(path);
  // Elements without a name are told apart by what is wrong with them; what has no name but its file's is called so there too.
  const file = source.file ?? '';
  const said = file === '' ? message : message.replaceAll(file, '');
  const wrong = place.includes(unnamedPlace) ? { message: said } : {};
  return stableHash({
    control,
    platform,
    kind,
    subject: subjectOf(subject.id, source.file),
    place,
    ...wrong,
  });
}

/** An id that begins with its file's path goes by what comes behind it: a file may be renamed. */
export function subjectOf(id: string, file: string | null): string {
  return file !== null && file !== '' && id.startsWith(file) ? id.slice(file.length) : id;
}
