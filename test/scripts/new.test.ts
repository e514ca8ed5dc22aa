// Who adds, renames or deletes a control, action, fact, report or event reader runs `npm run generate`, and nothing else is in the way:
// tried in a copy of the repository.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { leftOut } from '../support/extent.ts';

/** What is called as `npm run new:<kind> -- name`, the file that it makes, and the same after another name. */
const added = [
  {
    // Another family has one of this name.
    ...{
      kind: 'control',
      name: 'host-hardening/no-public-address',
      renamed: 'host-hardening/no-other-address',
    },
    fileOf: (name: string) => `shared/controls/${name}.ts`,
  },
  {
    ...{ kind: 'action', name: 'correct-the-thing', renamed: 'correct-another-thing' },
    fileOf: (name: string) => `shared/respond/actions/${name}.ts`,
    testOf: (name: string) => `test/respond/actions/cases/${name}.ts`,
  },
  {
    ...{ kind: 'fact', name: 'made-up-thing', renamed: 'made-up-other' },
    fileOf: (name: string) => `shared/gather/facts/${name}.ts`,
    testOf: (name: string) => `test/gather/facts/${name}.test.ts`,
  },
  {
    ...{ kind: 'report', name: 'madeup', renamed: 'madeupother' },
    fileOf: (name: string) => `cli/report/formats/${name}.ts`,
  },
  {
    ...{ kind: 'event', name: 'native/madeup', renamed: 'native/madeupother' },
    fileOf: (name: string) => `shared/intake/events/${name}.ts`,
    testOf: (name: string) => `test/intake/events/${name}.test.ts`,
  },
  {
    ...{ kind: 'event', name: 'cloudtrail/madeup', renamed: 'cloudtrail/madeupother' },
    fileOf: (name: string) => `shared/intake/events/${name.replace('/', '/services/')}.ts`,
    testOf: (name: string) => `test/intake/events/${name.replace('/', '/services/')}.test.ts`,
  },
];

interface Made {
  readonly fileOf: (name: string) => string;
  readonly testOf?: (name: string) => string;
}

/** Its file, and what it is tried with. */
function filesOf({ fileOf, testOf }: Made, name: string): readonly string[] {
  return [fileOf(name), ...(testOf === undefined ? [] : [testOf(name)])];
}

describe.skipIf(leftOut('what a newcomer adds, renamed and deleted again in a copy of the repository'))(
  'in a copy of the repository',
  () => {
    let copy = '';
    const run = (...args: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, ['scripts/run.js', ...args], {
        cwd: copy,
        encoding: 'utf8',
      });
      return { status, stderr };
    };
    const generate = () => expect(run('generate')).toMatchObject({ status: 0 });
    /** Everything but what is being added, with its bytes. */
    const generated = () =>
      new Map(
        globSync(['{docs,shared,cli,deploy}/**/*.{md,ts,json,yml}', '*.{json,md}'], { cwd: copy })
          .toSorted()
          .map((path) => [path, readFileSync(`${copy}/${path}`, 'utf8')]),
      );
    const tool = (name: string, ...args: readonly string[]) =>
      spawnSync(process.execPath, [`node_modules/${name}`, ...args], { cwd: copy, encoding: 'utf8' });
    const before = new Map<string, string>();

    beforeAll(() => {
      copy = mkdtempSync(join(tmpdir(), 'seawall-newcomer-'));
      const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
      for (const path of `${files}`.split('\0').filter((name) => name !== '' && existsSync(name)))
        cpSync(path, `${copy}/${path}`);
      symlinkSync(join(process.cwd(), 'node_modules'), `${copy}/node_modules`);
      for (const [path, text] of generated()) before.set(path, text);
    });
    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    it('what is new is in its index and on its pages, compiles and keeps the style', () => {
      for (const { kind, name } of added) expect(run(`new-${kind}`, name)).toMatchObject({ status: 0 });
      generate();
      expect(existsSync(`${copy}/docs/controls/host-hardening/no-public-address.md`)).toBe(true);
      for (const template of ['deploy/resources/act.yml', 'deploy/member-respond.yml']) {
        const text = readFileSync(`${copy}/${template}`, 'utf8');
        expect(text.match(/\bDoesCorrectTheThing\b/g)).toHaveLength(2);
      }
      expect(readFileSync(`${copy}/README.md`, 'utf8')).toContain(`\n${controls.length + 1} controls in `);
      expect(tool('typescript/bin/tsc', '--noEmit').stdout).toBe('');
      const files = added.flatMap(({ name, ...one }) => filesOf(one, name));
      const { stdout, stderr, status } = tool(
        '@biomejs/biome/bin/biome',
        'check',
        '--error-on-warnings',
        ...files,
      );
      expect(status, `${stdout}${stderr}`).toBe(0);
    });

    it('what has another name is in its index under that', () => {
      for (const { name, renamed, ...one } of added) {
        const [old, now] = [name, renamed].map((each) => each.replace(/^(?:native|cloudtrail)\//, ''));
        const files = filesOf(one, renamed);
        for (const [index, file] of filesOf(one, name).entries()) {
          const to = `${copy}/${files[index]}`;
          renameSync(`${copy}/${file}`, to);
          writeFileSync(to, readFileSync(to, 'utf8').replaceAll(old ?? '', now ?? ''));
        }
      }
      generate();
      expect(run('generate', '--check')).toMatchObject({ status: 0 });
      expect(existsSync(`${copy}/docs/controls/host-hardening/no-public-address.md`)).toBe(false);
      expect(existsSync(`${copy}/docs/controls/host-hardening/no-other-address.md`)).toBe(true);
    });

    it('what is deleted leaves nothing behind', () => {
      for (const { renamed, ...one } of added)
        for (const file of filesOf(one, renamed)) rmSync(`${copy}/${file}`);
      generate();
      const after = generated();
      expect([...after.keys()]).toEqual([...before.keys()]);
      expect([...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path)).toEqual(
        [],
      );
    });

    it('an index that is gone or no TypeScript is written again', () => {
      writeFileSync(`${copy}/shared/controls/index.ts`, '<<<<<<< HEAD\n');
      rmSync(`${copy}/shared/model/response-actions.ts`);
      generate();
      expect(generated()).toEqual(before);
    });
  },
);
