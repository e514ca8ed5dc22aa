// What controls propose exists: an action that nobody wrote would only ever hold back.
import { expect, it } from 'vitest';
import { controls } from '../../../shared/controls/index.ts';
import { actionFor } from '../../../shared/respond/actions/index.ts';

it.each(
  controls.flatMap(({ id, response }) => (response === null ? [] : [[id, response] as const])),
)('%s proposes %s', (_, response) => {
  if (response !== 'notify') expect(actionFor(response)?.name).toBe(response);
});
