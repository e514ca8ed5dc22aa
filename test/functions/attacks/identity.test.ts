// Names made so that something shortened is the same: each finding stays its own.
import { expect, it } from 'vitest';
import type { Row } from '../../../shared/findings/row.ts';
import { call, deployedOn, onBothStores, privileged } from './deployed.ts';

/** Two families whose names hash to the same first 64 bits of the former ids: a birthday search of about 80 seconds. */
const bad = `acme-web-${'a'.repeat(53)}ad9a6cef602cd87e`;
const harmless = `acme-web-${'a'.repeat(53)}953b54e74f557022`;

function register(family: string, isPrivileged: boolean, minutes: number) {
  const definition = {
    family,
    containerDefinitions: [{ name: 'web', image: 'web:1', privileged: isPrivileged }],
    requiresCompatibilities: ['EC2'],
  };
  return call('ecs:RegisterTaskDefinition', minutes, { requestParameters: definition });
}

onBothStores((store) => {
  it('a harmless task definition closes no finding of a bad one', async () => {
    const { send, states } = deployedOn(store());
    await send(register(bad, true, 0), 1);
    expect(await states()).toEqual([`${bad} open`]);
    await send(register(harmless, false, 2), 3);
    expect(await states()).toEqual([`${bad} open`]);
    await send(register(harmless, true, 4), 5);
    expect(await states()).toEqual([`${harmless} open`, `${bad} open`].sort());
    await send(register(bad, false, 6), 7);
    expect(await states()).toEqual([`${harmless} open`, `${bad} resolved`].sort());
  });

  it('names that hold the signs between names stay apart', async () => {
    const { send, states } = deployedOn(store());
    const names = ['a', 'a-b', 'a_b', 'A', 'a-', '-a'];
    for (const [index, name] of names.entries()) await send(register(name, true, index), index + 1);
    await send(register('a', false, 10), 11);
    expect(await states(privileged)).toEqual(
      names.map((name) => `${name} ${name === 'a' ? 'resolved' : 'open'}`).sort(),
    );
  });

  it('a row whose stored identity is another’s is refused, told of and left as it was', async () => {
    const { send, states, metrics, store: record } = deployedOn(store());
    await send(register('web', true, 0), 1);
    const rows: Row[] = [];
    for await (const row of record.list()) rows.push(row);
    // Somebody, or chance, put another’s row in the place.
    for (const row of rows)
      expect(
        await record.put({ ...row, identity: 'somebody-else', version: row.version + 1 }, row.version),
      ).toBe(true);
    await send(register('web', false, 2), 3);
    expect(await states()).toEqual(['somebody-else open']);
    expect(metrics.IdentityRefused).toBe(rows.length);
  });
});
