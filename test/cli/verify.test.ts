// `journal --verify` covers the kill switch too, and says what it does not cover.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { emptyFolder, seawall } from './cli.ts';

const record = '.seawall/demo.sqlite';

describe('journal --verify', () => {
  it('tells that an entry of the kill switch was altered, and what it covers', () => {
    const cwd = emptyFolder();
    const run = (...args: string[]) => seawall([...args, '--record', record], { cwd });
    expect(seawall(['demo'], { cwd }).code).toBe(0);
    run('kill-switch', 'on', '--reason', 'looking into it');
    run('kill-switch', 'off');
    const whole = run('journal', '--verify');
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^kill-switch +2 of 2 +0 of 2/m);
    expect(whole.stdout).toContain('covered: responses, the decisions about them, and the kill switch');
    expect(whole.stdout).toContain('not covered: acknowledgements, and waivers and severities');
    const table = new DatabaseSync(join(cwd, record));
    const changed = table
      .prepare(
        "UPDATE log SET body = replace(body, 'looking into it', 'nothing to see') WHERE name = 'brake' AND seq = 1",
      )
      .run();
    table.close();
    expect(changed.changes).toBe(1);
    const altered = run('journal', '--verify');
    expect(altered.code).toBe(1);
    expect(altered.stdout).toMatch(
      /^kill-switch +0 of 2 +0 of 2 +entry 1: was changed after it was written/m,
    );
  });
});
