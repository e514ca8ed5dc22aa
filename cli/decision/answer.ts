// The answer of a command that works on a record: always with the record's name, so that nobody takes one record for another.
// SPDX-License-Identifier: Apache-2.0

import { openOutput } from '../report/output.ts';
import { plain } from '../terminal/terminal.ts';
import type { Desk } from './decide.ts';

/** As JSON `{version, record, ...value}`; else the text, then a line with the record's name. `text` ends with a newline. */
export async function writeAnswer(
  { options, record }: Pick<Desk, 'options' | 'record'>,
  value: object,
  text: string,
): Promise<void> {
  const output = openOutput(options.output, [options.record, options.policy]);
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, record, ...value }, null, 2)}\n`
      : `${text}record: ${plain(record)}\n`,
  );
  await output.close();
}
