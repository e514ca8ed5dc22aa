// `seawall init` through the bin: proposes, writes only where told, never over a file; its policy is taken by the other commands.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, seawall } from './cli.ts';

const it = commandLineTests();

const facts = fileURLToPath(new URL('../../events/facts.json', import.meta.url));
const events = fileURLToPath(new URL('../../events', import.meta.url));

describe('seawall init', () => {
  it('prints a policy that evaluate takes, says what would be loud, and writes nothing', () => {
    const cwd = emptyFolder();
    const ran = seawall(['init', '--facts', facts], { cwd });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('  - name: "shop" # 1 workload');
    expect(ran.stderr).toMatch(/loud: \d+ findings/);
    expect(existsSync(join(cwd, 'seawall.yml'))).toBe(false);
    const folder = folderWith({
      'seawall.yml': ran.stdout,
      'a.json': { containerDefinitions: [{ name: 'a', image: 'nginx' }], family: 'a' },
    });
    const evaluated = seawall(['evaluate', 'a.json', '--format', 'json'], { cwd: folder });
    expect(evaluated.stdout).toContain(
      '"image-provenance/trusted-registry","family":"image-provenance","outcome":"fail"',
    );
  });

  it('writes where told, and never over a policy that is there', () => {
    const cwd = emptyFolder();
    expect(seawall(['init', '--facts', facts, '--write', 'seawall.yml'], { cwd })).toMatchObject({ code: 0 });
    const written = readFileSync(join(cwd, 'seawall.yml'), 'utf8');
    expect(written).toMatch(/^## Proposed by `seawall init`/);
    const again = seawall(['init', '--facts', facts, '--write', 'seawall.yml'], { cwd });
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('seawall.yml: is there already, and stays as it is');
    expect(readFileSync(join(cwd, 'seawall.yml'), 'utf8')).toBe(written);
  });

  it('proposes from a record what a record shows', () => {
    const cwd = emptyFolder();
    seawall(['replay', events, '--record', 'r.sqlite', '--now', '2026-11-20'], { cwd });
    const { code, stdout } = seawall(['init', '--record', 'r.sqlite', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const proposal = JSON.parse(stdout) as {
      policy: string;
      seen: { places: object[] };
      under: { loud: object[] };
    };
    expect(proposal.policy).toContain('from record r.sqlite');
    expect(proposal.seen.places).not.toEqual([]);
    expect(proposal.under.loud).not.toEqual([]);
  });

  it('says what it needs where it is given nothing', () => {
    expect(seawall(['init'])).toMatchObject({ code: 2, stdout: '' });
  });
});
